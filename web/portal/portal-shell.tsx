import type { ReactNode } from 'react'
import { useBrand } from '../brand.ts'
import { useLanguage, useTexts } from '../language.tsx'
import c from '../sign-in/sign-in.module.css'
import { Wordmark } from '../ui/mark.tsx'
import { Page } from '../ui/page.tsx'

interface Props {
  readonly title: string
  /** At the right of the heading. */
  readonly aside?: ReactNode
  readonly children: ReactNode
}

/** Around the pages of somebody who is signed in at the help centre. */
export function PortalShell({ title, aside, children }: Props) {
  const { language, setLanguage } = useLanguage()
  const { otherLanguage } = useTexts()
  const { languages } = useBrand()
  const other = language === 'en' ? 'de' : 'en'
  return (
    <div className={c.shell}>
      <header className={c.bar}>
        <Wordmark />
        {languages.includes(other) && (
          <button type="button" className="link small" lang={other} onClick={() => void setLanguage(other)}>
            {otherLanguage}
          </button>
        )}
      </header>
      <main className={c.main} id="main" tabIndex={-1}>
        <Page title={title} actions={aside}>
          {children}
        </Page>
      </main>
    </div>
  )
}
