import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useMay, useMe } from '../me.ts'
import { list } from '../queries.ts'
import { Address } from '../ui/address.tsx'
import { Card } from '../ui/card.tsx'
import { Download } from '../ui/download.tsx'
import { Listed } from '../ui/listed.tsx'
import { Page } from '../ui/page.tsx'
import { SourceChip } from '../ui/source-chip.tsx'
import { Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import c from './admin.module.css'
import { ChangeRole } from './change-role.tsx'
import { useTexts } from './language.ts'
import { NewStaff } from './new-staff.tsx'
import { type Act, actsOn, StaffAct, type StaffMember } from './staff-act.tsx'

/** Everybody with an internal account. */
export function StaffPage() {
  const { shell, staff, roles } = useTexts()
  const me = useMe()
  const may = useMay()
  const query = useInfiniteQuery(list('GET /api/staff', { query: {} }))
  const [act, setAct] = useState<{ kind: Act; member: StaffMember }>()
  const [changed, setChanged] = useState<StaffMember>()
  const mayChange = (member: StaffMember) => may(member.role === 'owner' ? 'owners.change' : 'staff.change')
  // Nobody disables or resets himself: what belongs to oneself stands with one's account.
  const actsOf = (member: StaffMember) => (member.id === me?.staff.id ? [] : actsOn(member))
  return (
    <Page title={shell.staff} sub={staff.sub} actions={<Download file="staff" what={shell.staff} />}>
      {may('staff.change') && <NewStaff />}
      <Card flush title={shell.staff}>
        <Listed query={query} empty={null}>
          {(items) => (
            <Table
              label={shell.staff}
              items={items}
              keyOf={({ id }) => id}
              asLines
              columns={[
                {
                  head: staff.person,
                  cell: ({ name, address, directory }) => (
                    <>
                      <bdi className="strong">{name}</bdi>
                      <div>
                        <Address value={address} size="sm" />
                      </div>
                      {directory && <SourceChip kind="directory" name={directory.name} />}
                    </>
                  ),
                },
                { head: staff.role, cell: ({ role }) => roles[role] },
                {
                  head: staff.state,
                  cell: ({ state, secondFactor }) => (
                    <>
                      {staff.states[state]}
                      {secondFactor && <div className="second">{staff.hasSecond}</div>}
                    </>
                  ),
                },
                {
                  head: staff.lastSignIn,
                  cell: ({ lastSignInAt }) =>
                    lastSignInAt ? <When at={lastSignInAt} /> : <span className="quiet">{staff.never}</span>,
                },
                {
                  head: staff.act,
                  isAct: true,
                  cell: (member) =>
                    mayChange(member) && (
                      <span className={c.acts}>
                        <Button
                          variant="subtle"
                          color="gray"
                          size="compact-xs"
                          aria-label={staff.roleOf(member.name)}
                          onClick={() => setChanged(member)}
                        >
                          {staff.roleAct}
                        </Button>
                        {actsOf(member).map((kind) => (
                          <Button
                            key={kind}
                            variant="subtle"
                            color="gray"
                            size="compact-xs"
                            aria-label={staff.acts[kind].title(member.name)}
                            onClick={() => setAct({ kind, member })}
                          >
                            {staff.acts[kind].button}
                          </Button>
                        ))}
                      </span>
                    ),
                },
              ]}
            />
          )}
        </Listed>
      </Card>
      {changed && <ChangeRole member={changed} onClose={() => setChanged(undefined)} />}
      {act && <StaffAct {...act} onClose={() => setAct(undefined)} />}
    </Page>
  )
}
