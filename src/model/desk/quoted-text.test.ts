import { expect, test } from 'vitest'
import { foldQuoted } from './quoted-text.ts'

const question = ['> How are you?', '>', '> Bo']

test.each([
  [
    'Gmail in English',
    [
      'Fine, thanks.',
      '',
      'On Tue, May 3, 2026 at 10:11 AM Acme Help <help@acme.example> wrote:',
      '',
      ...question,
    ],
  ],
  [
    'Gmail in English, on two lines',
    [
      'Fine, thanks.',
      '',
      'On Tue, May 3, 2026 at 10:11 AM Acme Help',
      '<help@acme.example> wrote:',
      '',
      ...question,
    ],
  ],
  [
    'Gmail in German',
    [
      'Fine, thanks.',
      '',
      'Am Di., 3. Mai 2026 um 10:11 Uhr schrieb Acme Help <',
      'help@acme.example>:',
      '',
      ...question,
    ],
  ],
  [
    'Gmail on a phone, in German',
    [
      'Fine, thanks.',
      '',
      'Acme Help <help@acme.example> schrieb am Di., 3. Mai 2026, 10:11:',
      '',
      ...question,
    ],
  ],
  [
    'Apple Mail in English',
    [
      'Fine, thanks.',
      '',
      '> On 3. May 2026, at 10:11, Acme Help <help@acme.example> wrote:',
      '> ',
      ...question,
    ],
  ],
  [
    'Apple Mail in German',
    [
      'Fine, thanks.',
      '',
      '> Am 03.05.2026 um 10:11 schrieb Acme Help <help@acme.example>:',
      '> ',
      ...question,
    ],
  ],
  ['Thunderbird in English', ['Fine, thanks.', '', 'On 5/3/26 10:11, Acme Help wrote:', ...question]],
  ['Thunderbird in German', ['Fine, thanks.', '', 'Am 03.05.26 um 10:11 schrieb Acme Help:', ...question]],
  ['Thunderbird, answered below', ['On 5/3/26 10:11, Acme Help wrote:', ...question, '', 'Fine, thanks.']],
  [
    'Outlook in English',
    [
      'Fine, thanks.',
      '',
      '________________________________',
      'From: Acme Help <help@acme.example>',
      'Sent: Tuesday, May 3, 2026 10:11 AM',
      'To: Bo Chen <bo@globex.example>',
      'Subject: SUP-1',
      '',
      'How are you?',
    ],
  ],
  [
    'Outlook in German',
    [
      'Fine, thanks.',
      '',
      'Von: Acme Help <help@acme.example>',
      'Gesendet: Dienstag, 3. Mai 2026 10:11',
      'An: Bo Chen <bo@globex.example>',
      'Betreff: SUP-1',
      '',
      'How are you?',
    ],
  ],
  ['an old Outlook', ['Fine, thanks.', '', '-----Original Message-----', 'From: Acme Help', 'How are you?']],
  [
    'an old Outlook in German',
    ['Fine, thanks.', '', '-----Ursprüngliche Nachricht-----', 'Von: Acme Help', 'How are you?'],
  ],
  ['no line that says whose words they are', ['Fine, thanks.', '', ...question]],
])('%s', (_name, lines) => {
  const { body, quoted } = foldQuoted(lines.join('\n'), 'Re: SUP-1')
  expect(body).toBe('Fine, thanks.')
  expect(quoted).toContain('How are you?')
})

test.each([
  ['nothing is quoted', ['Fine, thanks.', 'On Monday I wrote a letter: it is here.'], 'Re: SUP-1'],
  [
    'answers between the lines',
    ['On 5/3/26 10:11, Acme Help wrote:', '> How are you?', 'Fine.', '> And Ann?', 'Fine as well.'],
    'Re: SUP-1',
  ],
  ['nothing but a quotation', ['> How are you?'], 'Re: SUP-1'],
  [
    'forwarded by Outlook',
    ['See below.', 'From: Ann', 'Sent: today', 'To: Bo', 'Subject: Help', '', 'Help me.'],
    'FW: Help',
  ],
  ['forwarded in German', ['Siehe unten.', '', '> Hilfe'], 'WG: Hilfe'],
  ['a list of what was said', ['From: the start it was broken.', 'To: me it seems odd.'], 'Help'],
])('nothing is folded: %s', (_name, lines, subject) => {
  const text = lines.join('\n')
  expect(foldQuoted(text, subject)).toEqual({ body: text, quoted: null })
})

test('a text that tries to take long takes no time', () => {
  const text = `${'On 1 '.repeat(40_000)}\n`.repeat(3) + `${'> '.repeat(30_000)}\n`.repeat(3)
  const began = performance.now()
  foldQuoted(text, 'Re: x')
  expect(performance.now() - began).toBeLessThan(1_000)
})
