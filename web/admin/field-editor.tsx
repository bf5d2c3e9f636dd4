import { ActionIcon, Button, Checkbox, Input, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { IconPlus, IconTrash, IconX } from '@tabler/icons-react'
import admin from './admin.module.css'
import { asKind, type DraftField, hasOptions, type Kind, kinds, newOption } from './field-draft.ts'
import { moved, OrderButtons } from './order-buttons.tsx'
import { usePortalTexts } from './portal-texts.ts'
import c from './portals.module.css'

interface Props {
  readonly n: number
  readonly count: number
  readonly field: DraftField
  readonly disabled: boolean
  /** What the server refused of it, by the path inside the field. */
  errorOf(rest: string): string | undefined
  onChange(field: DraftField): void
  onMove(to: number): void
  onRemove(): void
}

/** One field of a form: what it asks, and how. */
export function FieldEditor({ n, count, field, disabled, errorOf, onChange, onMove, onRemove }: Props) {
  const words = usePortalTexts()
  const { id, kind, label, help, isRequired } = field
  const set = (change: Partial<DraftField>) => onChange({ ...field, ...change })
  return (
    <li className={c.field} aria-label={words.field(n + 1, label)}>
      {/* What was answered to one kind would mean something else to another. */}
      {disabled || id !== undefined ? (
        <Input.Wrapper className={c.half ?? ''} label={words.kind} labelElement="div" error={errorOf('kind')}>
          <p className="second">{words.kinds[kind].label}</p>
        </Input.Wrapper>
      ) : (
        <NativeSelect
          className={c.half ?? ''}
          label={words.kind}
          value={kind}
          error={errorOf('kind')}
          data={kinds.map((one) => ({ value: one, label: words.kinds[one].label }))}
          onChange={(event) => onChange(asKind(field, event.currentTarget.value as Kind))}
        />
      )}
      <TextInput
        className={c.half ?? ''}
        label={words.label}
        maxLength={200}
        readOnly={disabled}
        value={label}
        error={errorOf('label')}
        onChange={(event) => set({ label: event.currentTarget.value })}
      />
      <Textarea
        label={words.help}
        autosize
        minRows={1}
        maxRows={5}
        maxLength={500}
        readOnly={disabled}
        value={help}
        error={errorOf('help')}
        onChange={(event) => set({ help: event.currentTarget.value })}
      />
      {hasOptions(kind) && (
        <Options field={field} disabled={disabled} errorOf={errorOf} onChange={onChange} />
      )}
      <div className={c.foot}>
        <Checkbox
          label={kind === 'checkbox' ? words.mustBeTicked : words.isRequired}
          checked={isRequired}
          disabled={disabled}
          onChange={(event) => set({ isRequired: event.currentTarget.checked })}
        />
        {!disabled && (
          <span className={c.acts}>
            <OrderButtons
              up={words.fieldUp(n + 1)}
              down={words.fieldDown(n + 1)}
              n={n}
              count={count}
              onMove={onMove}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={words.removeField(n + 1)}
              onClick={onRemove}
            >
              <IconTrash size={15} aria-hidden />
            </ActionIcon>
          </span>
        )}
      </div>
    </li>
  )
}

function Options({
  field,
  disabled,
  errorOf,
  onChange,
}: Pick<Props, 'field' | 'disabled' | 'errorOf' | 'onChange'>) {
  const words = usePortalTexts()
  const { options } = field
  const set = (changed: DraftField['options']) => onChange({ ...field, options: changed })
  return (
    <fieldset className={admin.plain}>
      <Input.Wrapper label={words.options} labelElement="div" error={errorOf('options')}>
        <ol className={c.options}>
          {options.map((option, n) => (
            <li key={option.key}>
              <TextInput
                aria-label={words.option(n + 1)}
                maxLength={200}
                readOnly={disabled}
                value={option.label}
                error={errorOf(`options.${n}.label`)}
                onChange={(event) => set(options.with(n, { ...option, label: event.currentTarget.value }))}
              />
              {!disabled && (
                <span className={c.acts}>
                  <OrderButtons
                    up={words.optionUp(n + 1)}
                    down={words.optionDown(n + 1)}
                    n={n}
                    count={options.length}
                    onMove={(to) => set(moved(options, n, to))}
                  />
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    size="lg"
                    aria-label={words.removeOption(n + 1)}
                    onClick={() => set(options.toSpliced(n, 1))}
                  >
                    <IconX size={15} aria-hidden />
                  </ActionIcon>
                </span>
              )}
            </li>
          ))}
        </ol>
        {!disabled && options.length < 100 && (
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<IconPlus size={13} aria-hidden />}
            onClick={() => set([...options, newOption()])}
          >
            {words.addOption}
          </Button>
        )}
      </Input.Wrapper>
    </fieldset>
  )
}
