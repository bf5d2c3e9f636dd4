import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type AnswerOf, call } from '../api-client.ts'
import { useTexts } from '../set-up-texts.ts'
import { Confirm } from '../ui/confirm.tsx'
import { Notice } from '../ui/notice.tsx'
import { Sightings } from './sightings.tsx'

type Effect = AnswerOf<'GET /api/directories/{directoryId}/domains/{domain}/effect'>

/** A change that somebody is about to make. */
export interface Asked {
  readonly domain: string
  readonly effect: Effect
}

export async function effectOf(directoryId: string, domain: string, act: Effect['act']): Promise<Asked> {
  const effect = await call('GET /api/directories/{directoryId}/domains/{domain}/effect', {
    params: { directoryId, domain },
    query: { act },
  })
  return { domain, effect }
}

interface Props {
  readonly directoryId: string
  readonly asked: Asked
  onClose(): void
}

/** Asks before a directory's say in a domain changes. */
export function ChangeDomain({ directoryId, asked: { domain, effect }, onClose }: Props) {
  const { domains } = useTexts()
  const client = useQueryClient()
  const words = domains.acts[effect.act]
  const act = useMutation({
    mutationFn: () => change(directoryId, domain, effect.act),
    onSuccess: (verified) => {
      if (!verified || verified.found === 'there') onClose()
      return client.invalidateQueries()
    },
  })
  return (
    <Confirm
      title={words.title(domain)}
      act={words.act}
      {...(effect.act === 'remove' ? { color: 'red' } : {})}
      isPending={act.isPending}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      {act.data ? (
        <Sightings found={act.data.found} resolvers={act.data.resolvers} />
      ) : (
        <>
          <p>{words.effect}</p>
          <Impact effect={effect} />
        </>
      )}
    </Confirm>
  )
}

async function change(directoryId: string, domain: string, act: Effect['act']) {
  const params = { directoryId, domain }
  if (act === 'prove') return call('POST /api/directories/{directoryId}/domains/{domain}/verify', { params })
  if (act === 'remove') await call('DELETE /api/directories/{directoryId}/domains/{domain}', { params })
  else
    await call('POST /api/directories/{directoryId}/domains', { params: { directoryId }, body: { domain } })
  return undefined
}

/** Who is concerned, in numbers, and the first of them. */
function Impact({ effect }: { effect: Effect }) {
  const { domains } = useTexts()
  const { act, people, hasMore, first, others, firstOthers, declarations, links, cases } = effect
  const loses = others > 0 || declarations.length > 0
  return (
    <>
      <p className="strong">
        {act === 'remove' ? domains.loses(people, hasMore) : domains.gains(people, hasMore)}
      </p>
      <FirstOf first={first} />
      {loses && (
        <Notice tone="warn" title={domains.othersLose}>
          {others > 0 && <p>{domains.others(others)}</p>}
          <ul>
            {firstOthers.slice(0, 5).map(({ id, address, directory }) => (
              <li key={id}>{domains.ofDirectory(address, directory)}</li>
            ))}
          </ul>
          {declarations.length > 0 && <p>{domains.declarations(declarations.join(', '))}</p>}
        </Notice>
      )}
      {links > 0 && <p>{domains.links(links)}</p>}
      {cases > 0 && <p>{domains.cases(cases)}</p>}
    </>
  )
}

export function FirstOf({ first }: { first: Effect['first'] }) {
  const { domains } = useTexts()
  if (first.length === 0) return null
  return (
    <div>
      <p className="quiet">{domains.first}</p>
      <ul>
        {first.slice(0, 5).map(({ id, address }) => (
          <li key={id}>{address}</li>
        ))}
      </ul>
    </div>
  )
}
