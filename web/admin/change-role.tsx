import { NativeSelect } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { isBillable, permissionsOf, type Role, roles } from '../../src/model/permissions.ts'
import { call } from '../api-client.ts'
import { useMay, useMe } from '../me.ts'
import { Confirm } from '../ui/confirm.tsx'
import { Notice } from '../ui/notice.tsx'
import c from './account.module.css'
import { useTexts } from './language.ts'
import type { StaffMember } from './staff-act.tsx'

/** Another role: what it adds and what it takes is shown before. */
export function ChangeRole({ member, onClose }: { member: StaffMember; onClose: () => void }) {
  const { staff, roles: names } = useTexts()
  const may = useMay()
  const me = useMe()
  const client = useQueryClient()
  const [role, setRole] = useState<Role>(member.role)
  const act = useMutation({
    mutationFn: () => call('PATCH /api/staff/{staffId}', { params: { staffId: member.id }, body: { role } }),
    onSuccess: () => {
      onClose()
      return client.invalidateQueries()
    },
  })
  const isSame = role === member.role
  return (
    <Confirm
      title={staff.roleOf(member.name)}
      act={staff.changeRole}
      isPending={act.isPending}
      isAllowed={!isSame}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <NativeSelect
        label={staff.role}
        value={role}
        data={roles
          .filter((one) => one !== 'owner' || may('owners.change'))
          .map((value) => ({ value, label: names[value] }))}
        onChange={(event) => {
          act.reset()
          setRole(event.currentTarget.value as Role)
        }}
      />
      <p className="second">{staff.roleMeans[role]}</p>
      {!isSame && <Difference from={member.role} to={role} />}
      {!isSame && (
        <Notice tone="flat" title={member.id === me?.staff.id ? staff.ownRoleEffect : staff.roleEffect} />
      )}
    </Confirm>
  )
}

function Difference({ from, to }: { from: Role; to: Role }) {
  const { staff } = useTexts()
  const [before, after] = [permissionsOf(from), permissionsOf(to)]
  const gained = after.filter((one) => !before.includes(one))
  const lost = before.filter((one) => !after.includes(one))
  return (
    <>
      {gained.length > 0 && <Permissions title={staff.gains} items={gained} />}
      {lost.length > 0 && <Permissions title={staff.losesRights} items={lost} />}
      {isBillable(from) !== isBillable(to) && (
        <p>{isBillable(to) ? staff.becomesBillable : staff.becomesFree}</p>
      )}
    </>
  )
}

function Permissions({ title, items }: { title: string; items: ReturnType<typeof permissionsOf> }) {
  const { staff } = useTexts()
  return (
    <div>
      <strong>{title}</strong>
      <ul className={c.gains}>
        {items.map((one) => (
          <li key={one}>{staff.permissions[one]}</li>
        ))}
      </ul>
    </div>
  )
}
