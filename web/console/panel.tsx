import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { AnswerOf } from '../api-client.ts'
import { useTexts } from '../language.tsx'
import { useMay } from '../me.ts'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'
import { Address } from '../ui/address.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { KeyValue } from '../ui/key-value.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Rich } from '../ui/rich.tsx'
import { SourceChip } from '../ui/source-chip.tsx'
import { When } from '../ui/when.tsx'
import { AddressLine } from './address-line.tsx'
import { AssuranceBadge, EvidenceList } from './assurance.tsx'
import c from './console.module.css'
import { useConsoleTexts } from './console-texts.ts'
import { Mute } from './mute.tsx'
import { Participants } from './participants.tsx'
import { Proofs } from './proofs.tsx'
import type { WholeRequest } from './request-queries.ts'
import { Section } from './section.tsx'
import { OfSender } from './sender.tsx'
import { Sharing } from './sharing.tsx'
import { useStatusName } from './status-pick.ts'

type Customer = AnswerOf<'GET /api/customers/{customerId}'>

interface Props {
  readonly request: WholeRequest
  readonly mayChange: boolean
  onChanged(): Promise<unknown>
}

/** Who asks: the whole address, how sure that is and why, and what an agent must know of them. */
export function Panel({ request, mayChange, onChanged }: Props) {
  const { requester } = request
  return (
    <>
      {requester.kind === 'customer' ? (
        <OfCustomer request={request} mayChange={mayChange} onChanged={onChanged} />
      ) : (
        <OfNoCustomer request={request} mayChange={mayChange} onChanged={onChanged} />
      )}
      {mayChange && <Mute request={request} onChanged={onChanged} />}
    </>
  )
}

function Head({
  request,
  by,
  children,
}: {
  request: WholeRequest
  by?: string | undefined
  children?: ReactNode
}) {
  const { panel } = useConsoleTexts()
  const { requester, assurance } = request
  return (
    <section className={c.sect}>
      <div className="stack">
        <h2 className={c.name}>
          <bdi>{requester.name}</bdi>
        </h2>
        <AddressLine requester={requester} by={by} />
        {requester.emailAddress !== '' && (
          <div>
            <CopyButton value={requester.emailAddress} label={panel.copy} />
          </div>
        )}
      </div>
      <div>
        <AssuranceBadge assurance={assurance} />
      </div>
      <EvidenceList assurance={assurance} />
      {children}
    </section>
  )
}

function OfNoCustomer({ request, mayChange, onChanged }: Props) {
  const { panel } = useConsoleTexts()
  const isSender = request.requester.kind === 'sender'
  return (
    <>
      <Head request={request}>{!isSender && <p className="second">{panel.employee}</p>}</Head>
      {isSender && <OfSender request={request} mayChange={mayChange} onChanged={onChanged} />}
      <Proofs request={request} mayChange={mayChange} onChanged={onChanged} />
      <Participants request={request} mayChange={mayChange} onChanged={onChanged} />
    </>
  )
}

function OfCustomer({ request, mayChange, onChanged }: Props) {
  const params = { customerId: request.requester.id }
  const query = useQuery(read('GET /api/customers/{customerId}', { params }))
  const customer = query.data
  return (
    <>
      <Head request={request} by={customer?.directory?.name}>
        {customer && <Changed request={request} customer={customer} />}
      </Head>
      <Proofs request={request} mayChange={mayChange} onChanged={onChanged} />
      <Participants request={request} mayChange={mayChange} onChanged={onChanged} />
      {customer ? (
        <>
          <Sharing request={request} customer={customer} mayChange={mayChange} onChanged={onChanged} />
          <Account request={request} customer={customer} />
          <Organizations customer={customer} />
          <Others request={request} customer={customer} />
          <Addresses customer={customer} />
        </>
      ) : (
        <section className={c.sect}>
          <Loaded query={query}>{() => null}</Loaded>
        </section>
      )}
    </>
  )
}

/** What is otherwise now than when it was asked. */
function Changed({ request, customer }: { request: WholeRequest; customer: Customer }) {
  const { panel } = useConsoleTexts()
  const asked = request.assurance.evidence.flatMap((one) =>
    one.code === 'address-held' || one.code === 'address-claimed' ? [one.address] : [],
  )[0]
  const isOther = asked !== undefined && asked.toLowerCase() !== customer.address?.toLowerCase()
  if (customer.active && !isOther) return null
  const before = asked === undefined ? null : <Address key="before" value={asked} size="inline" />
  const now = customer.address === null ? null : <Address key="now" value={customer.address} size="inline" />
  return (
    <div className={c.changed} role="note" aria-label={panel.changedSince}>
      <strong>{panel.changedSince}</strong>
      {!customer.active && <p>{customer.erasedAt === null ? panel.nowInactive : panel.nowErased}</p>}
      {isOther && (
        <p>
          <Rich text={now ? panel.otherAddress : panel.lostAddress} parts={{ before, now }} />
        </p>
      )}
    </div>
  )
}

function Account({ request, customer }: { request: WholeRequest; customer: Customer }) {
  const { panel } = useConsoleTexts()
  const may = useMay()
  const { lastSignIn } = request
  const how = lastSignIn && (lastSignIn.directory ?? panel.methods[lastSignIn.method])
  return (
    <Section
      title={panel.account}
      aside={
        may('customers.read') && (
          <Link className="small" to={paths.person} params={{ customerId: customer.id }}>
            {panel.person}
          </Link>
        )
      }
    >
      <KeyValue
        rows={[
          [
            panel.directory,
            customer.directory ? (
              <SourceChip key="directory" kind="directory" name={customer.directory.name} />
            ) : (
              panel.unmanaged
            ),
          ],
          [
            panel.state,
            customer.active ? (
              panel.active
            ) : (
              <span key="state" className="bad">
                {panel.inactive}
              </span>
            ),
          ],
          [
            panel.lastSignIn,
            lastSignIn ? (
              <>
                <When at={lastSignIn.at} />
                {`, ${how}`}
              </>
            ) : (
              panel.never
            ),
          ],
          [panel.since, <When key="since" at={customer.createdAt} />],
        ]}
      />
    </Section>
  )
}

function Organizations({ customer }: { customer: Customer }) {
  const { panel } = useConsoleTexts()
  const { sources } = useTexts()
  const ids = [...new Set(customer.memberships.map(({ organization }) => organization.id))]
  return (
    <Section title={panel.organizations}>
      {ids.length === 0 ? (
        <p className="quiet">{panel.noOrganization}</p>
      ) : (
        <ul className={c.lines}>
          {ids.map((id) => {
            const own = customer.memberships.filter(({ organization }) => organization.id === id)
            return (
              <li key={id}>
                <Link to={paths.queue} search={{ organizationId: id }}>
                  <bdi>{own[0]?.organization.name}</bdi>
                </Link>{' '}
                {own.map(({ source }) => (
                  <SourceChip
                    key={`${source.kind} ${source.group?.id ?? source.domain ?? source.directory?.id ?? ''}`}
                    kind={source.kind}
                    name={
                      source.group?.name ?? source.domain ?? source.directory?.name ?? sources[source.kind]
                    }
                  />
                ))}
              </li>
            )
          })}
        </ul>
      )}
    </Section>
  )
}

function Addresses({ customer }: { customer: Customer }) {
  const { panel } = useConsoleTexts()
  return (
    <Section title={panel.history}>
      <ul className={c.lines}>
        {customer.addresses.map(({ address, since }) => (
          <li key={address}>
            <Address value={address} size="sm" />
            <div className="small quiet">
              {`${panel.current} `}
              <When at={since} />
            </div>
          </li>
        ))}
        {customer.formerAddresses.map(({ address, until }) => (
          <li key={`${address} ${until}`}>
            <Address value={address} size="sm" standing="former" />
            <div className="small quiet">
              {`${panel.until} `}
              <When at={until} />
            </div>
          </li>
        ))}
        {customer.formerAddresses.length === 0 && <li className="quiet">{panel.noHistory}</li>}
      </ul>
    </Section>
  )
}

const othersMax = 6

function Others({ request, customer }: { request: WholeRequest; customer: Customer }) {
  const { panel } = useConsoleTexts()
  const statusName = useStatusName()
  const wanted = { requesterId: customer.id, state: 'all' } as const
  const query = useQuery(read('GET /api/queue', { query: { ...wanted, limit: othersMax } }))
  const others = (query.data?.items ?? []).filter(({ id }) => id !== request.id)
  return (
    <Section
      title={panel.other}
      aside={
        others.length > 0 && (
          <Link className="small" to={paths.queue} search={wanted}>
            {panel.all(customer.requestCount)}
          </Link>
        )
      }
    >
      <Loaded query={query}>
        {() =>
          others.length === 0 ? (
            <p className="quiet">{panel.noOther}</p>
          ) : (
            <ul className={c.lines}>
              {others.map((one) => (
                <li key={one.id} className={c.between}>
                  <Link to={paths.consoleRequest} params={{ requestKey: one.key }}>
                    <bdi>{one.summary}</bdi>
                  </Link>
                  <span className="quiet small">{statusName(one)}</span>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Section>
  )
}
