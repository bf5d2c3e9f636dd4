import { useQuery } from '@tanstack/react-query'
import { useLanguage } from '../language.tsx'
import { read } from '../queries.ts'
import { Card } from '../ui/card.tsx'
import { KeyValue } from '../ui/key-value.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Notice } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'

/** The plan, and who is billable. */
export function SubscriptionPage() {
  const { texts, language } = useLanguage()
  const { shell, subscription: words, roleCounts } = texts
  const subscription = useQuery(read('GET /api/subscription'))
  const usage = useQuery(read('GET /api/usage'))
  const number = new Intl.NumberFormat(language)
  return (
    <Page title={shell.subscription} sub={words.sub}>
      <Loaded query={subscription}>
        {({ plan, status, grants }) => (
          <Card title={words.plan}>
            <KeyValue
              rows={[
                [words.plan, words.plans[plan]],
                [words.status, words.statuses[status]],
              ]}
            />
            {!grants && (
              <Notice tone="warn" title={words.grantsNothing}>
                {words.grantsNothingWhy}
              </Notice>
            )}
          </Card>
        )}
      </Loaded>
      <Loaded query={usage}>
        {({ billable, notBillable }) => (
          <>
            <Card title={words.billable(billable.total)}>
              <KeyValue
                rows={[
                  [roleCounts.owners, number.format(billable.owners)],
                  [roleCounts.admins, number.format(billable.admins)],
                  [roleCounts.agents, number.format(billable.agents)],
                  [roleCounts.auditors, number.format(billable.auditors)],
                ]}
              />
            </Card>
            <Card title={words.notBillable(notBillable.total)}>
              <KeyValue
                rows={[
                  [roleCounts.members, number.format(notBillable.members)],
                  [roleCounts.customers, number.format(notBillable.customers)],
                ]}
              />
              <p className="second">{words.customersCostNothing}</p>
            </Card>
          </>
        )}
      </Loaded>
    </Page>
  )
}
