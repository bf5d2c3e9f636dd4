import { ActionIcon, NativeSelect, TextInput } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTexts } from './language.ts'
import c from './mapping.module.css'
import type { DraftRule } from './mapping-draft.ts'

interface Props {
  readonly rules: readonly DraftRule[]
  readonly disabled: boolean
  onChange(rules: readonly DraftRule[]): void
}

/** The rules in their order, each as one line that is read like a sentence. */
export function MappingRules({ rules, disabled, onChange }: Props) {
  const move = (from: number, to: number) => {
    const rule = rules[from]
    if (rule) onChange(rules.toSpliced(from, 1).toSpliced(to, 0, rule))
  }
  return (
    <ol className={c.rules}>
      {rules.map((rule, n) => (
        <RuleLine
          key={rule.key}
          n={n}
          count={rules.length}
          rule={rule}
          disabled={disabled}
          onChange={(changed) => onChange(rules.with(n, changed))}
          onMove={(to) => move(n, to)}
          onRemove={() => onChange(rules.toSpliced(n, 1))}
        />
      ))}
    </ol>
  )
}

interface LineProps {
  readonly n: number
  readonly count: number
  readonly rule: DraftRule
  readonly disabled: boolean
  onChange(rule: DraftRule): void
  onMove(to: number): void
  onRemove(): void
}

function RuleLine({ n, count, rule, disabled, onChange, onMove, onRemove }: LineProps) {
  const { mapping } = useTexts()
  const { subject, way, value, organization } = rule
  const set = (change: Partial<DraftRule>) => onChange({ ...rule, ...change, waits: false })
  const choices = <Key extends string>(words: Record<Key, string>) =>
    (Object.keys(words) as Key[]).map((key) => ({ value: key, label: words[key] }))
  return (
    <li className={c.rule} aria-label={mapping.rule(n + 1)}>
      <NativeSelect
        label={mapping.subject}
        value={subject}
        disabled={disabled}
        data={choices(mapping.subjects)}
        onChange={(event) => set({ subject: event.currentTarget.value as DraftRule['subject'] })}
      />
      <NativeSelect
        label={mapping.way}
        value={way}
        disabled={disabled}
        data={choices(mapping.ways)}
        onChange={(event) => set({ way: event.currentTarget.value as DraftRule['way'] })}
      />
      <TextInput
        className={c.wide ?? ''}
        label={mapping.value}
        value={value}
        maxLength={200}
        placeholder={mapping.valueHint[way]}
        disabled={disabled}
        onChange={(event) => set({ value: event.currentTarget.value })}
      />
      <NativeSelect
        label={mapping.to}
        value={organization === null ? 'nothing' : 'organization'}
        disabled={disabled}
        data={choices(mapping.targets)}
        onChange={(event) => set({ organization: event.currentTarget.value === 'nothing' ? null : '' })}
      />
      {organization === null ? (
        <span />
      ) : (
        <TextInput
          label={mapping.organization}
          value={organization}
          maxLength={200}
          disabled={disabled}
          onChange={(event) => set({ organization: event.currentTarget.value })}
        />
      )}
      {!disabled && (
        <span className={c.acts}>
          <Act label={mapping.up(n + 1)} disabled={n === 0} onClick={() => onMove(n - 1)}>
            <IconArrowUp size={15} aria-hidden />
          </Act>
          <Act label={mapping.down(n + 1)} disabled={n === count - 1} onClick={() => onMove(n + 1)}>
            <IconArrowDown size={15} aria-hidden />
          </Act>
          <Act label={mapping.remove(n + 1)} onClick={onRemove}>
            <IconTrash size={15} aria-hidden />
          </Act>
        </span>
      )}
      {rule.waits && <span className={`${c.note} quiet`}>{mapping.waits}</span>}
    </li>
  )
}

function Act({
  label,
  disabled = false,
  onClick,
  children,
}: {
  label: string
  disabled?: boolean
  onClick(): void
  children: ReactNode
}) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      aria-label={label}
      disabled={disabled}
      onClick={onClick}
    >
      {children}
    </ActionIcon>
  )
}
