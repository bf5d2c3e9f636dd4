import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { AnswerOf } from '../api-client.ts'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { Scroller } from '../ui/scroller.tsx'
import { When } from '../ui/when.tsx'
import c from './cases.module.css'
import { useTexts } from './language.ts'
import { Sources } from './sources.tsx'

type Found = AnswerOf<'GET /api/cases/{caseId}'>
type Side = NonNullable<Found['organizations']['known']>

/** The organization that a case is about, beside the one that the directory keeps apart from it. */
export function CaseOrganizations({ found: { organizations } }: { found: Found }) {
  const { cases } = useTexts()
  const { known, own } = organizations
  const all = [known, own].filter((one) => one !== null)
  if (all.length === 0) return null
  return (
    <Card title={own ? cases.compare : cases.organizations} flush>
      <Scroller className={c.scroll ?? ''} label={own ? cases.compare : cases.organizations}>
        <table className={c.sides} aria-label={own ? cases.compare : cases.organizations}>
          <thead>
            <tr>
              <td />
              {all.map((one) => (
                <th key={one.id} scope="col">
                  <span className="small quiet">
                    {one === known ? cases.organizationHere : cases.organizationApart}
                  </span>
                  <Link to={paths.organization} params={{ organizationId: one.id }}>
                    <bdi>{one.name}</bdi>
                  </Link>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <Row head={cases.feeds} all={all} show={({ sources }) => <Sources sources={sources} />} />
            <Row
              head={cases.madeBy}
              all={all}
              show={({ byHand, createdAt }) => (
                <span className="stack">
                  {byHand ? cases.byHand : cases.byDirectory}
                  <When at={createdAt} />
                </span>
              )}
            />
            <Row head={cases.requests} all={all} show={({ requests }) => requests} />
            <Row
              head={cases.joinersSee}
              all={all}
              show={({ showsEarlier }) => (showsEarlier ? cases.seeEarlier : cases.seeLater)}
            />
          </tbody>
        </table>
      </Scroller>
    </Card>
  )
}

interface RowProps {
  readonly head: string
  readonly all: readonly Side[]
  show(side: Side): ReactNode
}

function Row({ head, all, show }: RowProps) {
  return (
    <tr>
      <th scope="row">{head}</th>
      {all.map((one) => (
        <td key={one.id} data-k={all.length > 1 ? one.name : undefined}>
          {show(one)}
        </td>
      ))}
    </tr>
  )
}
