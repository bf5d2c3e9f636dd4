import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type AnswerOf, call } from '../api-client.ts'
import { useTexts } from '../language.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { CopyField } from '../ui/copy-field.tsx'

export type StaffMember = AnswerOf<'GET /api/staff'>['items'][number]
export type Act = 'disable' | 'enable' | 'reset'

/** What can be done to a person as things are. */
export function actsOn({ state }: StaffMember): readonly Act[] {
  return state === 'disabled' ? ['enable'] : ['reset', 'disable']
}

/** Asks before it is done; a new link is shown once. */
export function StaffAct({ kind, member, onClose }: { kind: Act; member: StaffMember; onClose: () => void }) {
  const { staff } = useTexts()
  const client = useQueryClient()
  const words = staff.acts[kind]
  const act = useMutation({
    mutationFn: async () => {
      const given = { params: { staffId: member.id } }
      if (kind === 'reset') return call('POST /api/staff/{staffId}/reset', given)
      if (kind === 'disable') await call('POST /api/staff/{staffId}/disable', given)
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
      {...(kind === 'disable' ? { color: 'red' } : {})}
      isPending={act.isPending}
      isDone={act.isSuccess}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      {act.data ? (
        <CopyField label={staff.link} value={act.data.url} note={staff.linkOnce(member.name)} />
      ) : (
        <p>{words.effect}</p>
      )}
    </Confirm>
  )
}
