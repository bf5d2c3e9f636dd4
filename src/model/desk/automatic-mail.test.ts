import { expect, test } from 'vitest'
import { automaticMail, type MailSigns } from './automatic-mail.ts'

const plain: MailSigns = {
  autoSubmitted: '',
  precedence: '',
  hasAutoReplyHeader: false,
  isOfList: false,
  contentType: 'text/plain',
  reportType: '',
  received: 3,
  hasNoReturnPath: false,
  isOwn: false,
}
const report = { contentType: 'multipart/report', reportType: 'delivery-status' }

test.each<[string, Partial<MailSigns>, boolean, string | null]>([
  ['somebody wrote it', {}, false, null],
  ['it says that nobody but a person wrote it', { autoSubmitted: 'no' }, false, null],
  ['an answer while somebody is away (RFC 3834)', { autoSubmitted: 'auto-replied' }, false, 'auto-reply'],
  ['with a comment behind it', { autoSubmitted: 'auto-generated (rejected)' }, false, 'auto-reply'],
  ['of an older program', { hasAutoReplyHeader: true }, false, 'auto-reply'],
  ['of an older program still', { precedence: 'auto_reply' }, false, 'auto-reply'],
  ['the envelope names nobody', {}, true, 'auto-reply'],
  ['a bounce (RFC 3464)', report, true, 'bounce'],
  ['a bounce with a sender', report, false, 'bounce'],
  ['that somebody has read it', { ...report, reportType: 'disposition-notification' }, false, 'bounce'],
  ['a report of something else', { ...report, reportType: 'feedback-report' }, false, null],
  ['of a mailing list', { isOfList: true }, false, 'list'],
  ['sent to many', { precedence: 'bulk' }, false, 'list'],
  ['sent by this very site', { isOwn: true }, false, 'loop'],
  ['sent in a circle', { received: 31 }, false, 'loop'],
])('%s', (_name, signs, isFromNobody, expected) => {
  expect(automaticMail({ ...plain, ...signs }, isFromNobody)).toBe(expected)
})
