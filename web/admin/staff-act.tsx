import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { read } from '../queries.ts'
import { Confirm } from '../ui/confirm.tsx'
import { CopyField } from '../ui/copy-field.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { useTexts } from './language.ts'
import { LinkByMail, LinkMailed } from './link-by-mail.tsx'

export type StaffMember = AnswerOf<'GET /api/staff'>['items'][number]
type Access = AnswerOf<'GET /api/staff/{staffId}/access'>
/** What is done to a person after one question. */
export type Act = 'disable' | 'enable' | 'reset' | 'second'

/** What can be done to a person as things are. */
export function actsOn({ state, secondFactor }: StaffMember): readonly Act[] {
  if (state === 'disabled') return ['enable']
  return secondFactor ? ['reset', 'second', 'disable'] : ['reset', 'disable']
}

/** Asks before it is done, and says what would be lost; a new link goes by mail, or is shown once. */
export function StaffAct({ kind, member, onClose }: { kind: Act; member: StaffMember; onClose: () => void }) {
  const { staff } = useTexts()
  const client = useQueryClient()
  const words = staff.acts[kind]
  const byMail = useRef<HTMLInputElement>(null)
  const given = { params: { staffId: member.id } }
  const access = useQuery({
    ...read('GET /api/staff/{staffId}/access', given),
    enabled: kind !== 'enable',
    staleTime: 0,
  })
  const act = useMutation({
    mutationFn: async () => {
      if (kind === 'reset') {
        return byMail.current?.checked
          ? call('POST /api/staff/{staffId}/mail-link', given)
          : call('POST /api/staff/{staffId}/reset', given)
      }
      if (kind === 'disable') await call('POST /api/staff/{staffId}/disable', given)
      else if (kind === 'second') await call('POST /api/staff/{staffId}/remove-second-factor', given)
      else await call('POST /api/staff/{staffId}/enable', given)
      return undefined
    },
    onSuccess: (link) => {
      if (!link) onClose()
      return client.invalidateQueries({ queryKey: ['GET /api/staff'] })
    },
  })
  return (
    <Confirm
      title={words.title(member.name)}
      act={words.button}
      {...(kind === 'disable' || kind === 'second' ? { color: 'red' } : {})}
      isPending={act.isPending}
      isDone={act.isSuccess}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      {act.data ? (
        'mailId' in act.data ? (
          <LinkMailed address={member.address} mailId={act.data.mailId} />
        ) : (
          <CopyField label={staff.link} value={act.data.url} note={staff.linkOnce(member.name)} />
        )
      ) : (
        <>
          <p>{words.effect}</p>
          {kind !== 'enable' && (
            <Loaded query={access}>{(found) => <Losses kind={kind} access={found} />}</Loaded>
          )}
          {kind === 'reset' && <LinkByMail box={byMail} />}
        </>
      )}
    </Confirm>
  )
}

/** What the act takes away, counted. */
function Losses({ kind, access }: { kind: Exclude<Act, 'enable'>; access: Access }) {
  const { staff } = useTexts()
  const { losses } = staff
  const ways = [
    ...(access.passkeys > 0 ? [losses.passkeys(access.passkeys)] : []),
    ...(access.totp && kind === 'second' ? [losses.totp] : []),
    ...(access.recoveryCodes > 0 && kind === 'second' ? [losses.recoveryCodes(access.recoveryCodes)] : []),
  ]
  const lost = {
    disable: [losses.sessions(access.sessions), losses.apiKeys(access.apiKeys)],
    reset: [losses.sessions(access.sessions), ...ways],
    second: [losses.sessions(access.sessions), ...ways],
  }[kind]
  return (
    <div>
      <strong>{losses.title[kind]}</strong>
      <ul className="second">
        {lost.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    </div>
  )
}
