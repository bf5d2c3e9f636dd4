import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { useMay } from '../me.ts'
import { read } from '../queries.ts'
import { CallError } from '../ui/call-error.tsx'
import { KeyValue } from '../ui/key-value.tsx'
import { Notice } from '../ui/notice.tsx'
import { Scroller } from '../ui/scroller.tsx'
import { When } from '../ui/when.tsx'
import c from './admin.module.css'
import { useTexts } from './language.ts'

type Whole = AnswerOf<'GET /api/mails/{mailId}'>

/** Mails with a link, which is made when they are sent. */
const withLink: ReadonlySet<string> = new Set(['staff-link', 'set-up-link', 'customer-invitation'])

const tones = { queued: 'flat', sent: 'ok', failed: 'bad', captured: 'warn' } as const

/** One mail: what became of it and what to do, its head, and its text. */
export function MailDetail({ whole }: { whole: Whole }) {
  const { mail } = useTexts()
  const may = useMay()
  const client = useQueryClient()
  const retry = useMutation({
    mutationFn: () => call('POST /api/mails/{mailId}/retry', { params: { mailId: whole.id } }),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['GET /api/mails'] }),
        client.invalidateQueries({ queryKey: ['GET /api/mails/{mailId}'] }),
      ]),
  })
  const { kind, state, subject, to, from, nextAttemptAt, lastError, language, text } = whole
  const sending = useQuery(read('GET /api/mail-sending'))
  const canRetry =
    may('mail.change') &&
    // It would make another link: that is done where the person stands.
    !withLink.has(kind) &&
    sending.data?.server !== null &&
    (state === 'failed' || state === 'captured' || nextAttemptAt !== null)
  return (
    <>
      <div className={c.openedHead}>
        <h2>
          <bdi>{subject ?? mail.unwritten}</bdi>
        </h2>
      </div>
      <Notice
        tone={tones[state]}
        title={nextAttemptAt ? mail.waits : mail.states[state]}
        action={
          canRetry && (
            <Button variant="default" size="xs" loading={retry.isPending} onClick={() => retry.mutate()}>
              {mail.retry}
            </Button>
          )
        }
      >
        {lastError ?? mail.what[state]}
      </Notice>
      {retry.error && <CallError error={retry.error} />}
      <KeyValue
        rows={[
          [mail.to, <bdi key="to">{`${to.name} <${to.address}>`}</bdi>],
          ...(from ? [[mail.from, <bdi key="from">{from}</bdi>] as const] : []),
          ...(nextAttemptAt ? [[mail.next, <When key="next" at={nextAttemptAt} />] as const] : []),
          [mail.attempts, String(whole.attempts)],
          ...(whole.answer ? [[mail.answer, whole.answer] as const] : []),
          ...(language ? [[mail.language, mail.languages[language]] as const] : []),
          ...(whole.messageId ? [[mail.messageId, <code key="id">{whole.messageId}</code>] as const] : []),
        ]}
      />
      {text !== null && <Texts mailId={whole.id} text={text} />}
    </>
  )
}

function Texts({ mailId, text }: { mailId: string; text: string }) {
  const { mail } = useTexts()
  const [isShown, setShown] = useState(false)
  return (
    <>
      <div className="stack">
        <h3>{mail.text}</h3>
        <Scroller className={c.code} label={mail.text} isCode>
          {text}
        </Scroller>
        {text.includes('/link/…') && <p className="small second">{mail.gap}</p>}
      </div>
      {isShown ? (
        <iframe
          className={c.mailFrame}
          title={mail.html}
          sandbox=""
          src={`/api/mails/${encodeURIComponent(mailId)}/html`}
        />
      ) : (
        <div>
          <Button variant="default" size="xs" onClick={() => setShown(true)}>
            {mail.showHtml}
          </Button>
        </div>
      )}
    </>
  )
}
