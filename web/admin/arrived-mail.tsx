import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { useMay } from '../me.ts'
import { paths } from '../paths.ts'
import { CallError } from '../ui/call-error.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { KeyValue } from '../ui/key-value.tsx'
import { Notice } from '../ui/notice.tsx'
import { When } from '../ui/when.tsx'
import c from './admin.module.css'
import { useTexts } from './language.ts'
import { useMailInTexts } from './mail-in-texts.ts'
import { useMailWhy } from './mail-why.ts'

type Whole = AnswerOf<'GET /api/arrived-mails/{arrivedMailId}'>

const tones = { opened: 'ok', commented: 'ok', held: 'warn', refused: 'bad', dropped: 'flat' } as const

/** Why a mail became what it did, who sent it, and what was checked of that. */
export function ArrivedMail({ mail }: { mail: Whole }) {
  const words = useMailInTexts()
  const why = useMailWhy()
  const mayChange = useMay()('mail.change')
  const [isAsked, setAsked] = useState(false)
  const { result, request, isAccepted, isWhole } = mail
  const isTaken = result === 'opened' || result === 'commented'
  const take = mayChange && result !== null && !isTaken && isWhole && !isAccepted && (
    <Button variant="default" size="xs" onClick={() => setAsked(true)}>
      {words.take}
    </Button>
  )
  const title = isAccepted ? words.taking : result ? words.results[result] : words.undecided
  return (
    <>
      <div className={c.openedHead}>
        <h2>
          <bdi>{mail.subject || words.noSubject}</bdi>
        </h2>
      </div>
      <Notice tone={result && !isAccepted ? tones[result] : 'flat'} title={title} action={take}>
        {request ? (
          <Link to={paths.consoleRequest} params={{ requestKey: request.key }}>
            {request.key}
          </Link>
        ) : (
          !isAccepted && why(mail)
        )}
        {result !== null && !isTaken && !isWhole && ` ${words.gone}`}
      </Notice>
      {isAsked && <Take mail={mail} onClose={() => setAsked(false)} />}
      <Facts mail={mail} />
    </>
  )
}

function Take({ mail: { id: arrivedMailId }, onClose }: { mail: Whole; onClose(): void }) {
  const { cancel } = useTexts()
  const words = useMailInTexts()
  const client = useQueryClient()
  const take = useMutation({
    mutationFn: () => call('POST /api/arrived-mails/{arrivedMailId}/take', { params: { arrivedMailId } }),
    onSuccess: async () => {
      await Promise.all([
        client.invalidateQueries({ queryKey: ['GET /api/arrived-mails'] }),
        client.invalidateQueries({ queryKey: ['GET /api/arrived-mails/{arrivedMailId}'] }),
      ])
      onClose()
    },
  })
  return (
    <Dialog title={words.takeTitle} onClose={onClose}>
      <div className="stack">
        <p>{words.takeWhy}</p>
        {take.error && <CallError error={take.error} />}
        <div className="row wrap">
          <Button loading={take.isPending} onClick={() => take.mutate()}>
            {words.take}
          </Button>
          <Button variant="default" onClick={onClose}>
            {cancel}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}

function Facts({ mail }: { mail: Whole }) {
  const words = useMailInTexts()
  const { from, envelopeFrom, recipients, arrivedAt, lastAt, times, clientAddress, helo, authentication } =
    mail
  const broughtBy = [clientAddress, helo].filter(Boolean).join(' · ')
  return (
    <KeyValue
      rows={[
        [
          words.who,
          <bdi key="who">{from ? `${from.name} <${from.emailAddress}>`.trim() : words.nobody}</bdi>,
        ],
        ...(envelopeFrom && envelopeFrom !== from?.emailAddress
          ? [[words.envelope, <bdi key="envelope">{envelopeFrom}</bdi>] as const]
          : []),
        [words.to, <bdi key="to">{recipients.join(', ')}</bdi>],
        [words.arrived, <When key="arrived" at={arrivedAt} />],
        ...(times > 1
          ? [
              [
                words.lastArrived,
                <span key="last">
                  {words.times(times)}
                  {' · '}
                  <When at={lastAt} />
                </span>,
              ] as const,
            ]
          : []),
        ...(authentication
          ? ([
              [words.evidence, `${words.dmarc[authentication.dmarc]} (DMARC)`],
              ['SPF', authentication.spf],
              ['DKIM', authentication.dkim],
              ...(authentication.arc === 'none' ? [] : [['ARC', authentication.arc] as const]),
            ] as const)
          : []),
        [words.broughtBy, <bdi key="by">{broughtBy === '' ? words.via[mail.via] : broughtBy}</bdi>],
        [words.size, words.bytes(mail.sizeBytes)],
        ...(mail.messageId ? [['Message-ID', <code key="id">{mail.messageId}</code>] as const] : []),
      ]}
    />
  )
}
