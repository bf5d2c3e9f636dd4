import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { AnswerOf } from '../api-client.ts'
import { useMay } from '../me.ts'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'
import { Address } from '../ui/address.tsx'
import { Card } from '../ui/card.tsx'
import { KeyValue } from '../ui/key-value.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Notice } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import { Rich } from '../ui/rich.tsx'
import { When } from '../ui/when.tsx'
import c from './admin.module.css'
import { CaseBrake } from './case-brake.tsx'
import { CaseDecision, CaseUndo } from './case-decision.tsx'
import { CaseOrganizations } from './case-organizations.tsx'
import { CaseOutcome } from './case-outcome.tsx'
import { CaseSides } from './case-sides.tsx'
import { useTexts } from './language.ts'

type Found = AnswerOf<'GET /api/cases/{caseId}'>

/** One case: both sides, what can be decided, and what each decision does. */
export function CasePage() {
  const { shell, cases } = useTexts()
  const { caseId } = useParams({ from: paths.case })
  const query = useQuery(read('GET /api/cases/{caseId}', { params: { caseId } }))
  const { data } = query
  return (
    <Page
      title={data ? cases.questions[data.kind] : shell.cases}
      crumb={<Link to={paths.cases}>{shell.cases}</Link>}
      sub={data && <Source found={data} />}
    >
      <Loaded query={query}>{(found) => <Case found={found} onReload={() => void query.refetch()} />}</Loaded>
    </Page>
  )
}

/** It is about a directory, and about nobody in it. */
const isOfNobody = ({ kind }: Pick<Found, 'kind'>) => kind === 'brake' || kind === 'setup-proposal'

function Source({ found: { kind, directory, openedAt } }: { found: Found }) {
  const { cases } = useTexts()
  return (
    <>
      {cases.kinds[kind]}
      {directory && (
        <>
          {' · '}
          <bdi>{directory.name}</bdi>
        </>
      )}
      {' · '}
      <When at={openedAt} />
    </>
  )
}

function Case({ found, onReload }: { found: Found; onReload: () => void }) {
  const { cases } = useTexts()
  const may = useMay()
  const isOpen = found.state === 'open'
  return (
    <div className={c.two}>
      <div className={c.column}>
        {!isOpen && <Closed found={found} />}
        <CaseSides found={found} />
        <CaseOrganizations found={found} />
        {found.kind === 'brake' && isOpen && found.directory && (
          <CaseBrake directoryId={found.directory.id} />
        )}
        {isOpen && may('cases.decide') && <CaseDecision key={found.id} found={found} onReload={onReload} />}
      </div>
      <div className={c.column}>
        <Evidence found={found} />
        {isOpen && found.kind !== 'brake' && (
          <Card title={cases.closesItself}>
            <p className="second">{cases.closes[found.kind]}</p>
          </Card>
        )}
      </div>
    </div>
  )
}

function Closed({ found }: { found: Found }) {
  const { cases } = useTexts()
  const may = useMay()
  const { undoUntil } = found
  const canUndo = undoUntil !== null && new Date(undoUntil) > new Date() && may('cases.decide')
  return (
    <Notice tone="flat" title={cases.closed} action={canUndo && <CaseUndo caseId={found.id} />}>
      <p>
        <CaseOutcome found={found} />
        {found.closedAt !== null && (
          <>
            {' · '}
            <When at={found.closedAt} />
          </>
        )}
      </p>
      {canUndo && (
        <p className="small">
          <Rich text={cases.undoUntil} parts={{ when: <When at={undoUntil} /> }} />
        </p>
      )}
    </Notice>
  )
}

/** Why it is asked, what the identity provider says, and whose word counts for the address. */
function Evidence({
  found: { kind, user, authorities, directory, organizations, details },
}: {
  found: Found
}) {
  const { cases } = useTexts()
  return (
    <>
      <Card title={cases.evidence}>
        <p>{cases.why[kind]}</p>
        {user?.address != null &&
          (authorities.length === 0 ? (
            <p>{cases.nobodySpeaks}</p>
          ) : (
            <ul className="stack">
              {authorities.map((one) => (
                <li key={one.directory.id}>{cases.speaksFor(one.directory.name, one.authority)}</li>
              ))}
            </ul>
          ))}
      </Card>
      {kind === 'setup-proposal' && details.shown !== undefined && (
        <Card title={cases.proposed}>
          <p className="mono" translate="no">
            {String(details.shown)}
          </p>
        </Card>
      )}
      {directory && !organizations.known && !isOfNobody({ kind }) && (
        <Card title={cases.mirror}>
          {user ? (
            <KeyValue
              rows={[
                [
                  cases.wanted,
                  user.address === null ? cases.noAddress : <Address key="a" value={user.address} />,
                ],
                [cases.userName, <Address key="u" value={user.userName} size="sm" />],
                [cases.name, <bdi key="n">{user.name}</bdi>],
                ...(user.externalId === null
                  ? []
                  : [[cases.externalId, <Address key="e" value={user.externalId} size="sm" />] as const]),
                [cases.since, <When key="s" at={user.createdAt} />],
              ]}
            />
          ) : (
            <p className="quiet">{cases.mirrorGone}</p>
          )}
        </Card>
      )}
    </>
  )
}
