import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useMay } from '../me.ts'
import { read } from '../queries.ts'
import { Card } from '../ui/card.tsx'
import { KeyValue } from '../ui/key-value.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Notice } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import c from './admin.module.css'
import { ChangePlan } from './change-plan.tsx'
import { ChangeSeats } from './change-seats.tsx'
import { useLanguage } from './language.ts'
import { Seats } from './seats.tsx'
import { UsageDays } from './usage-days.tsx'

/** The plan, and who is billable: today, and day by day. */
export function SubscriptionPage() {
  const { shell, subscription: words } = useLanguage().texts
  return (
    <Page title={shell.subscription} sub={words.sub}>
      <div className={c.pair}>
        <Plan />
        <Today />
      </div>
      <UsageDays />
      <Seats />
    </Page>
  )
}

function Plan() {
  const { texts, language } = useLanguage()
  const { subscription: words, employees } = texts
  const { format } = new Intl.NumberFormat(language)
  const [isChangingSeats, setChangingSeats] = useState(false)
  const query = useQuery(read('GET /api/subscription'))
  const mayChange = useMay()('subscription.change')
  const [isChanging, setChanging] = useState(false)
  return (
    <Card
      title={words.plan}
      aside={
        mayChange &&
        query.data && (
          <Button variant="default" onClick={() => setChanging(true)}>
            {words.change}
          </Button>
        )
      }
    >
      <Loaded query={query}>
        {({ plan, status, grants, seatsMax }) => (
          <>
            <KeyValue
              rows={[
                [words.plan, words.plans[plan]],
                [words.status, words.statuses[status]],
                [employees.seats.label, seatsMax === null ? employees.seats.asLikes : format(seatsMax)],
              ]}
            />
            {mayChange && (
              <div>
                <Button variant="default" size="xs" onClick={() => setChangingSeats(true)}>
                  {employees.seats.change}
                </Button>
              </div>
            )}
            {!grants && (
              <Notice tone="warn" title={words.grantsNothing}>
                {words.grantsNothingWhy}
              </Notice>
            )}
          </>
        )}
      </Loaded>
      {isChanging && query.data && <ChangePlan now={query.data} onClose={() => setChanging(false)} />}
      {isChangingSeats && query.data && (
        <ChangeSeats now={query.data} onClose={() => setChangingSeats(false)} />
      )}
    </Card>
  )
}

function Today() {
  const { texts, language } = useLanguage()
  const { usage: words, roleCounts } = texts
  const query = useQuery(read('GET /api/usage'))
  const { format } = new Intl.NumberFormat(language)
  return (
    <Card title={words.today}>
      <Loaded query={query}>
        {({ billable, notBillable }) => (
          <>
            <div className="stack">
              <h3>{words.billable(billable.total)}</h3>
              <KeyValue
                rows={[
                  [roleCounts.owners, format(billable.owners)],
                  [roleCounts.admins, format(billable.admins)],
                  [roleCounts.agents, format(billable.agents)],
                  [roleCounts.auditors, format(billable.auditors)],
                ]}
              />
              <p className="second">{words.billableWhy}</p>
            </div>
            <div className="stack">
              <h3>{words.notBillable(notBillable.total)}</h3>
              <KeyValue
                rows={[
                  [roleCounts.members, format(notBillable.members)],
                  [roleCounts.customers, format(notBillable.customers)],
                ]}
              />
              <p className="second">{words.customersCostNothing}</p>
            </div>
          </>
        )}
      </Loaded>
    </Card>
  )
}
