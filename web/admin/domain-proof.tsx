import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { AnswerOf } from '../api-client.ts'
import { useMay } from '../me.ts'
import { useTexts } from '../set-up-texts.ts'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { CopyField } from '../ui/copy-field.tsx'
import layout from '../ui/layout.module.css'
import { Notice } from '../ui/notice.tsx'
import { Rich } from '../ui/rich.tsx'
import { When } from '../ui/when.tsx'
import { type Asked, effectOf } from './domain-change.tsx'

interface Props {
  readonly directoryId: string
  readonly domain: AnswerOf<'GET /api/directories/{directoryId}/domains'>['items'][number]
  onAsk(asked: Asked): void
}

/** The record that a domain's DNS needs, as long as somebody has to see to it. */
export function DomainProof({ directoryId, domain: { domain, proof }, onAsk }: Props) {
  const { domains } = useTexts()
  const mayChange = useMay()('directories.change')
  const ask = useMutation({ mutationFn: () => effectOf(directoryId, domain, 'prove'), onSuccess: onAsk })
  if (!proof || proof.state === 'proven') return null
  const { record, value, state, endsAt } = proof
  const end = endsAt && <When at={endsAt} />
  return (
    <Card title={domains.proofOf(domain)}>
      {state === 'missed' && (
        <Notice tone="bad" title={domains.missing}>
          <Rich text={domains.missedUntil} parts={{ when: end }} />
        </Notice>
      )}
      {state === 'expired' && (
        <Notice tone="warn" title={domains.expired}>
          {domains.expiredWhat}
        </Notice>
      )}
      {state !== 'expired' && (
        <>
          <p>{domains.putRecord}</p>
          <CopyField label={domains.recordName} value={record} of={domain} />
          <CopyField label={domains.recordValue} value={value} of={domain} />
          <p className="quiet">
            {state === 'begun' ? (
              <Rich text={domains.begunUntil} parts={{ when: end }} />
            ) : (
              domains.keepRecord
            )}
          </p>
          {mayChange && (
            <div className={layout.formFoot}>
              <Button
                size="sm"
                loading={ask.isPending}
                aria-label={`${domains.look}: ${domain}`}
                onClick={() => ask.mutate()}
              >
                {domains.look}
              </Button>
            </div>
          )}
        </>
      )}
      {ask.error && <CallError error={ask.error} />}
    </Card>
  )
}
