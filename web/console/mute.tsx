import { useMutation } from '@tanstack/react-query'
import { call } from '../api-client.ts'
import { CallError } from '../ui/call-error.tsx'
import { useConsoleTexts } from './console-texts.ts'
import type { WholeRequest } from './request-queries.ts'
import { Section } from './section.tsx'

interface Props {
  readonly request: WholeRequest
  onChanged(): Promise<unknown>
}

/** Whether whoever answers gets mails about this request. */
export function Mute({ request: { id: requestId, muted }, onChanged }: Props) {
  const { panel } = useConsoleTexts()
  const act = useMutation({
    mutationFn: () =>
      call('POST /api/requests/{requestId}/mute', { params: { requestId }, body: { muted: !muted } }),
    onSettled: onChanged,
  })
  return (
    <Section
      title={panel.mails}
      aside={
        <button type="button" className="link small" disabled={act.isPending} onClick={() => act.mutate()}>
          {muted ? panel.unmute : panel.mute}
        </button>
      }
    >
      <p className="second">{muted ? panel.noMails : panel.getsMails}</p>
      {act.error && <CallError error={act.error} />}
    </Section>
  )
}
