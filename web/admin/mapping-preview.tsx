import { Checkbox } from '@mantine/core'
import type { AnswerOf } from '../api-client.ts'
import { Table } from '../ui/table.tsx'
import { useLanguage, useTexts } from './language.ts'

type Preview = AnswerOf<'POST /api/directories/{directoryId}/mapping/preview'>
type Change = Preview['organizations'][number]

interface Props {
  readonly preview: Preview
  readonly confirmed: ReadonlySet<string>
  onConfirm(organizationId: string, isConfirmed: boolean): void
}

/** Who would join and leave which organization, and what must be confirmed for that. */
export function MappingPreview({ preview, confirmed, onConfirm }: Props) {
  const { texts, language } = useLanguage()
  const { mapping } = texts
  const number = new Intl.NumberFormat(language)
  const { organizations, groups, clashes, hasMore } = preview
  const foreign = organizations.filter(({ needsConfirmation }) => needsConfirmation)
  if (organizations.length === 0 && groups === 0) return <p className="second">{mapping.noEffect}</p>
  return (
    <>
      <p className="strong">{mapping.groups(groups)}</p>
      {organizations.length > 0 && (
        <Table
          label={mapping.preview}
          items={organizations}
          keyOf={({ id, name }) => id ?? name}
          columns={[
            { head: mapping.organization, cell: (one) => <Changed one={one} /> },
            { head: mapping.change, cell: ({ change }) => mapping.changes[change] },
            { head: mapping.joins, isNumber: true, cell: ({ joins }) => number.format(joins) },
            { head: mapping.leaves, isNumber: true, cell: ({ leaves }) => number.format(leaves) },
          ]}
        />
      )}
      {hasMore && <p className="quiet">{mapping.more}</p>}
      {clashes.length > 0 && (
        <div>
          <h3>{mapping.clashes}</h3>
          <ul>
            {clashes.map(({ group, name }) => (
              <li key={group.id}>{mapping.clash(group.name, name)}</li>
            ))}
          </ul>
        </div>
      )}
      {foreign.length > 0 && (
        <fieldset className="stack">
          <legend className="strong">{mapping.confirmTitle}</legend>
          <p className="second">{mapping.confirmWhy}</p>
          {foreign.map((one) => (
            <Foreign key={one.id} one={one} confirmed={confirmed} onConfirm={onConfirm} />
          ))}
        </fieldset>
      )}
    </>
  )
}

function Changed({ one: { name, nameBefore, firstJoining, firstLeaving } }: { one: Change }) {
  const { mapping } = useTexts()
  const few = (label: string, names: readonly string[]) =>
    names.length > 0 && <div className="quiet">{`${label}: ${names.join(', ')}`}</div>
  return (
    <>
      <strong>
        <bdi>{name}</bdi>
      </strong>
      {nameBefore !== null && <div className="quiet">{mapping.was(nameBefore)}</div>}
      {few(mapping.joining, firstJoining)}
      {few(mapping.leaving, firstLeaving)}
    </>
  )
}

function Foreign({
  one: { id, name, readable, firstReadable },
  confirmed,
  onConfirm,
}: {
  one: Change
  confirmed: Props['confirmed']
  onConfirm: Props['onConfirm']
}) {
  const { mapping } = useTexts()
  if (id === null) return null
  const first = firstReadable.map(({ summary }) => summary).join(' · ')
  return (
    <Checkbox
      label={mapping.confirm(name)}
      description={first === '' ? mapping.readable(readable) : `${mapping.readable(readable)} ${first}`}
      checked={confirmed.has(id)}
      onChange={(event) => onConfirm(id, event.currentTarget.checked)}
    />
  )
}
