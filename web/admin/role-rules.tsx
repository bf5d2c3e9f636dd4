import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { useMay } from '../me.ts'
import { read } from '../queries.ts'
import { Card } from '../ui/card.tsx'
import { Confirm } from '../ui/confirm.tsx'
import layout from '../ui/layout.module.css'
import { Loaded } from '../ui/loaded.tsx'
import { Table } from '../ui/table.tsx'
import { useTexts } from './language.ts'

type Stored = AnswerOf<'GET /api/directories/{directoryId}/role-rules'>
type Rule = Pick<Stored['rules'][number], 'group' | 'role'>

const ruleRoles = ['agent', 'auditor', 'admin'] as const

/** Which groups of a directory of staff give a role; who would have another one is shown before it is so. */
export function RoleRules({ directoryId }: { directoryId: string }) {
  const { employees, roles } = useTexts()
  const words = employees.rules
  const mayChange = useMay()('staff.change')
  const [wanted, setWanted] = useState<readonly Rule[]>()
  const query = useQuery(read('GET /api/directories/{directoryId}/role-rules', { params: { directoryId } }))
  return (
    <Card title={words.title}>
      <p className="second">{words.lead}</p>
      <Loaded query={query}>
        {(stored) => (
          <>
            {stored.rules.length === 0 ? (
              <p>{words.none}</p>
            ) : (
              <Table
                label={words.title}
                items={stored.rules}
                keyOf={({ group }) => group}
                columns={[
                  { head: words.role, cell: ({ role }) => <span className="strong">{roles[role]}</span> },
                  {
                    head: words.name,
                    cell: ({ groupName }) =>
                      groupName === null ? (
                        <span className="quiet">{words.notSent}</span>
                      ) : (
                        <bdi>{groupName}</bdi>
                      ),
                  },
                  { head: words.group, cell: ({ group }) => <code>{group}</code> },
                  {
                    head: words.act,
                    isAct: true,
                    cell: (rule) =>
                      mayChange && (
                        <Button
                          variant="subtle"
                          color="gray"
                          size="compact-xs"
                          aria-label={words.removeWhat(rule.groupName ?? rule.group)}
                          onClick={() => setWanted(plain(stored.rules.filter((one) => one !== rule)))}
                        >
                          {words.remove}
                        </Button>
                      ),
                  },
                ]}
              />
            )}
            {mayChange && (
              <NewRule key={stored.rules.length} onAdd={(rule) => setWanted(withRule(stored.rules, rule))} />
            )}
            {wanted && (
              <Ask
                directoryId={directoryId}
                basedOn={stored}
                wanted={wanted}
                onClose={() => setWanted(undefined)}
              />
            )}
          </>
        )}
      </Loaded>
    </Card>
  )
}

const plain = (rules: readonly Rule[]): Rule[] => rules.map(({ group, role }) => ({ group, role }))

const withRule = (rules: readonly Rule[], rule: Rule) => [
  ...plain(rules.filter(({ group }) => group !== rule.group)),
  rule,
]

function NewRule({ onAdd }: { onAdd: (rule: Rule) => void }) {
  const { employees, roles } = useTexts()
  const words = employees.rules
  const may = useMay()
  const [group, setGroup] = useState('')
  const [role, setRole] = useState<Rule['role']>('agent')
  const offered = ruleRoles.filter((one) => one !== 'admin' || may('owners.change'))
  return (
    <form
      className={layout.form}
      onSubmit={(event) => {
        event.preventDefault()
        onAdd({ group: group.trim(), role })
      }}
    >
      <TextInput
        label={words.group}
        description={words.groupHint}
        autoComplete="off"
        maxLength={200}
        value={group}
        onChange={(event) => setGroup(event.currentTarget.value)}
      />
      <NativeSelect
        label={words.role}
        {...(may('owners.change') ? {} : { description: words.adminHint })}
        value={role}
        data={offered.map((value) => ({ value, label: roles[value] }))}
        onChange={(event) => setRole(event.currentTarget.value as Rule['role'])}
      />
      <div>
        <Button type="submit" variant="default" disabled={group.trim() === ''}>
          {words.add}
        </Button>
      </div>
    </form>
  )
}

interface AskProps {
  readonly directoryId: string
  readonly basedOn: Stored
  readonly wanted: readonly Rule[]
  readonly onClose: () => void
}

function Ask({ directoryId, basedOn, wanted, onClose }: AskProps) {
  const { employees } = useTexts()
  const words = employees.rules
  const client = useQueryClient()
  const given = { params: { directoryId }, body: { rules: [...wanted] } }
  const preview = useQuery({
    queryKey: ['POST /api/directories/{directoryId}/role-rules/preview', given],
    queryFn: () => call('POST /api/directories/{directoryId}/role-rules/preview', given),
    staleTime: 0,
  })
  const act = useMutation({
    mutationFn: () => call('PATCH /api/directories/{directoryId}/role-rules', given, { basedOn }),
    onSuccess: async () => {
      onClose()
      await client.invalidateQueries()
    },
  })
  return (
    <Confirm
      title={words.what}
      act={words.save}
      isPending={act.isPending}
      isAllowed={preview.data !== undefined}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <Loaded query={preview}>{(found) => <Changes found={found} />}</Loaded>
    </Confirm>
  )
}

function Changes({ found }: { found: AnswerOf<'POST /api/directories/{directoryId}/role-rules/preview'> }) {
  const { employees, roles } = useTexts()
  const words = employees.rules
  const { changes, hasMore } = found
  if (changes.length === 0) return <p>{words.nobody}</p>
  const items = changes.map((one, n) => ({ ...one, key: one.staffId ?? String(n) }))
  return (
    <>
      <p className="strong">{words.people(changes.length)}</p>
      <Table
        label={words.people(changes.length)}
        items={items}
        keyOf={({ key }) => key}
        columns={[
          { head: words.person, cell: ({ name }) => <bdi className="strong">{name}</bdi> },
          { head: words.before, cell: ({ before }) => (before ? roles[before] : words.notYet) },
          { head: words.after, cell: ({ after }) => roles[after] },
        ]}
      />
      {hasMore && <p className="quiet">{words.more}</p>}
      <p className="second">{words.seats}</p>
    </>
  )
}
