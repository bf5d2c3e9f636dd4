import { Radio, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { useMe } from '../me.ts'
import { read } from '../queries.ts'
import { Confirm } from '../ui/confirm.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Notice } from '../ui/notice.tsx'
import c from './admin.module.css'
import { useTexts } from './language.ts'

type Subscription = AnswerOf<'GET /api/subscription'>
type Choice = 'standard' | 'premium' | 'lapsed' | 'none'

/** What may be chosen; a site without a plan has none to lapse or give up. */
function choicesFor({ plan }: Subscription): readonly Choice[] {
  return plan === 'none' ? ['standard', 'premium'] : ['standard', 'premium', 'lapsed', 'none']
}

function present({ plan, status }: Subscription): Choice {
  return plan !== 'none' && status === 'lapsed' ? 'lapsed' : plan
}

const changeTo = (choice: Choice) => (choice === 'lapsed' ? { status: 'lapsed' as const } : { plan: choice })

/** Chooses another plan, after what that would do was shown; what takes something away is typed to confirm. */
export function ChangePlan({ now, onClose }: { now: Subscription; onClose: () => void }) {
  const { subscription: words } = useTexts()
  const client = useQueryClient()
  const siteName = useMe()?.site.name ?? ''
  const [choice, setChoice] = useState<Choice>(present(now))
  const [typed, setTyped] = useState('')
  const isSame = choice === present(now)
  const preview = useQuery({
    ...read('GET /api/subscription/preview', { query: changeTo(choice) }),
    enabled: !isSame,
    staleTime: 0,
  })
  const act = useMutation({
    mutationFn: () => call('PATCH /api/subscription', { body: changeTo(choice) }, { basedOn: now }),
    onSuccess: async () => {
      onClose()
      await client.invalidateQueries()
    },
  })
  const mustType = !isSame && (preview.data?.isRestrictive ?? false)
  const isAllowed = !isSame && preview.data !== undefined && (!mustType || typed.trim() === siteName)
  return (
    <Confirm
      title={words.change}
      act={words.acts[choice]}
      {...(mustType ? { color: 'red' } : {})}
      isPending={act.isPending}
      isAllowed={isAllowed}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <Radio.Group
        label={words.changeTo}
        value={choice}
        onChange={(value) => {
          setChoice(value as Choice)
          setTyped('')
        }}
      >
        <div className={c.choices}>
          {choicesFor(now).map((one) => (
            <Radio
              key={one}
              value={one}
              label={words.choices[one]}
              description={one === present(now) ? words.isNow : words.choiceMeans[one]}
            />
          ))}
        </div>
      </Radio.Group>
      {!isSame && <Loaded query={preview}>{(found) => <Effect found={found} />}</Loaded>}
      {mustType && (
        <TextInput
          label={words.typeToConfirm(siteName)}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
        />
      )}
    </Confirm>
  )
}

function Effect({ found }: { found: AnswerOf<'GET /api/subscription/preview'> }) {
  const { subscription: words } = useTexts()
  const { isRestrictive, stops, starts, waiting, before, after } = found
  if (isRestrictive) {
    return (
      <Notice tone="warn" title={words.stops(stops)}>
        {words.stopsMore}
      </Notice>
    )
  }
  if (before.grants === after.grants) return <Notice tone="flat" title={words.staysSame} />
  const isMany = waiting.users >= 10_000
  return (
    <Notice tone="ok" title={words.starts(starts)}>
      {isMany ? words.waitingMany : words.waitingUsers(waiting.users)}
    </Notice>
  )
}
