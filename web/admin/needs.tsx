import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { AnswerOf } from '../api-client.ts'
import { useTexts } from '../language.tsx'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { Rich } from '../ui/rich.tsx'
import { When } from '../ui/when.tsx'
import c from './admin.module.css'

type Need = AnswerOf<'GET /api/overview'>['needs'][number]

/** What needs somebody, each with the way to it. */
export function Needs({ needs }: { needs: readonly Need[] }) {
  const { overview } = useTexts()
  return (
    <Card title={overview.needsYou} flush>
      <ul className={c.needs}>
        {needs.map((need) => (
          <li key={`${need.kind} ${need.directory?.id}`}>
            <span className="grow">
              <Rich
                text={overview.needs[need.kind]}
                parts={{
                  directory: need.directory && (
                    <strong>
                      <bdi>{need.directory.name}</bdi>
                    </strong>
                  ),
                  label: need.label,
                  when: need.at && <When at={need.at} />,
                }}
              />
            </span>
            <Way need={need} />
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Way({ need: { kind, directory } }: { need: Need }): ReactNode {
  const { overview } = useTexts()
  if (!directory) return <Link to={paths.subscription}>{overview.look.lapsed}</Link>
  const params = { directoryId: directory.id }
  if (kind === 'failing') {
    return (
      <Link to={paths.directory} params={params} search={{ outcome: 'refused' }}>
        {overview.look[kind]}
      </Link>
    )
  }
  return (
    <Link to={kind === 'paused' ? paths.directory : paths.tokens} params={params}>
      {overview.look[kind]}
    </Link>
  )
}
