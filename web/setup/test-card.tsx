import { Button } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { TestList } from '../admin/sign-in/test-list.tsx'
import { paths } from '../paths.ts'
import { list } from '../queries.ts'
import { useTexts } from '../set-up-texts.ts'
import { Card } from '../ui/card.tsx'
import layout from '../ui/layout.module.css'
import type { SetupConnection } from './sign-in-step.tsx'

/** A test that is made in another tab appears here by itself. */
const askAgainMs = 3_000

/** Tries the connection out, and lists what came of it: for this page alone. */
export function TestCard({ ours, isComplete }: { ours: SetupConnection['ours']; isComplete: boolean }) {
  const { connecting: words, settingUp, signInTest } = useTexts()
  const query = useInfiniteQuery({
    ...list('GET /api/setup/sign-in-tests', { query: {} }),
    refetchInterval: askAgainMs,
  })
  const lines = (query.data ?? []).map(({ id, at, outcome }) => {
    if (outcome === null) return { id, at, came: 'bad' as const, says: signInTest.refused }
    const isReady = outcome === 'ready'
    return { id, at, came: isReady ? ('good' as const) : ('but' as const), says: settingUp.outcomes[outcome] }
  })
  return (
    <Card title={settingUp.tryOut} flush>
      <div className={layout.body}>
        <p className="second">{isComplete ? settingUp.tryOutWhy : settingUp.tryOutNotYet}</p>
        {isComplete && (
          <div>
            <Button
              component="a"
              variant="default"
              href={`${new URL(ours.signInUrl).pathname}?test=setup`}
              target="_blank"
              rel="noopener"
              leftSection={<IconExternalLink size={14} aria-hidden />}
            >
              {words.testSignIn}
            </Button>
          </div>
        )}
      </div>
      {lines.length > 0 && (
        <TestList
          items={lines}
          way={(reportId) => (
            <Link to={paths.setupTest} params={{ reportId }}>
              {signInTest.read}
            </Link>
          )}
        />
      )}
    </Card>
  )
}
