import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import layout from '../ui/layout.module.css'
import { useTexts } from './language.ts'
import { MeanwhileNotice } from './meanwhile-notice.tsx'
import type { SiteDraft, SiteField } from './site-draft.ts'

interface Props {
  readonly title: string
  readonly draft: SiteDraft
  /** The fields of this card. */
  readonly names: readonly SiteField[]
  readonly mayChange: boolean
  readonly children: ReactNode
}

/** Some settings of the site, which are saved together. */
export function SiteCard({ title, draft, names, mayChange, children }: Props) {
  const { settings, save, account, none } = useTexts()
  const { conflict } = draft
  const isHere = draft.isOf(names)
  const show = (_: string, value: unknown) => {
    const all: readonly unknown[] = Array.isArray(value) ? value : [value]
    const texts = all.map((one) =>
      one === 'en' || one === 'de' ? account.languages[one] : String(one ?? none),
    )
    return texts.join(', ')
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
            labelOf={(name) => settings[name as SiteField]}
            show={show}
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
