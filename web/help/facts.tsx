import { KeyValue } from '../ui/key-value.tsx'
import { When } from '../ui/when.tsx'
import c from './help.module.css'
import { useHelpTexts } from './help-texts.ts'
import type { WholeRequest } from './request-page.tsx'
import { Status } from './status.tsx'

/** What stands fast of a request. */
export function Facts({ request }: { request: WholeRequest }) {
  const { thread: words } = useHelpTexts()
  return (
    <section className={c.box} aria-label={words.facts}>
      <h2>{words.facts}</h2>
      <KeyValue
        rows={[
          [words.state, <Status key="state" request={request} />],
          [words.number, request.key],
          [words.kind, <bdi key="kind">{`${request.portal.name}: ${request.type}`}</bdi>],
          [words.made, <When key="made" at={request.createdAt} />],
          [words.updated, <When key="updated" at={request.updatedAt} />],
        ]}
      />
    </section>
  )
}
