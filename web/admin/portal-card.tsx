import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import layout from '../ui/layout.module.css'
import { useTexts } from './language.ts'
import { MeanwhileNotice } from './meanwhile-notice.tsx'
import type { PortalDraft, PortalField } from './portal-draft.ts'
import { usePortalTexts } from './portal-texts.ts'

interface Props {
  readonly title: string
  readonly draft: PortalDraft
  /** The fields of this card. */
  readonly names: readonly PortalField[]
  readonly mayChange: boolean
  readonly children: ReactNode
}

/** Some settings of a portal, which are saved together. */
export function PortalCard({ title, draft, names, mayChange, children }: Props) {
  const { save, settings } = useTexts()
  const words = usePortalTexts()
  const { conflict } = draft
  const isHere = draft.isOf(names)
  const show = (value: unknown): string => {
    if (Array.isArray(value)) return value.map((one) => show(one)).join(', ') || words.nobody
    if (typeof value === 'object' && value !== null && 'name' in value) return String(value.name)
    if (typeof value === 'boolean') return words.yesNo(value)
    const known: { readonly [value: string]: string | undefined } = {
      ...Object.fromEntries(Object.entries(words.audiences).map(([name, { label }]) => [name, label])),
      ...Object.fromEntries(Object.entries(words.shareDefaults).map(([name, { label }]) => [name, label])),
    }
    return known[String(value)] ?? String(value)
  }
  return (
    <Card title={title}>
      <form
        className={layout.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          draft.save(names)
        }}
      >
        {children}
        {isHere && draft.otherError && <CallError error={draft.otherError} />}
        {isHere && conflict && (
          <MeanwhileNotice
            conflict={conflict}
            labelOf={(name) => words.fields[name as PortalField]}
            show={(_, value) => show(value)}
            isPending={draft.isPending}
          />
        )}
        {mayChange && (
          <div className={layout.formFoot}>
            <Button
              type="submit"
              disabled={!draft.isChanged(names)}
              loading={isHere && draft.isPending}
              aria-label={settings.saveWhat(title)}
            >
              {save}
            </Button>
            {isHere && draft.isDone && <span role="status">{settings.saved}</span>}
          </div>
        )}
      </form>
    </Card>
  )
}
