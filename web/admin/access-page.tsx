import { useQuery } from '@tanstack/react-query'
import { read } from '../queries.ts'
import { Loaded } from '../ui/loaded.tsx'
import { Page } from '../ui/page.tsx'
import { AccessMisfits } from './access-misfits.tsx'
import { AccessPolicyForm } from './access-policy-form.tsx'
import { AccessSimulator } from './access-simulator.tsx'
import { useTexts } from './language.ts'

/** Who gets in: the policy, whom it does not fit, and what would happen to somebody. */
export function AccessPage() {
  const { shell, access } = useTexts()
  const query = useQuery(read('GET /api/access-policy'))
  return (
    <Page title={shell.access} sub={access.sub}>
      <Loaded query={query}>
        {(policy) => (
          <>
            <AccessPolicyForm policy={policy} />
            <AccessSimulator />
            <AccessMisfits />
          </>
        )}
      </Loaded>
    </Page>
  )
}
