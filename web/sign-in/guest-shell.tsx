import type { ReactNode } from 'react'
import { useBrand } from '../brand.ts'
import { useLanguage, useTexts } from '../language.tsx'
import { Wordmark } from '../ui/mark.tsx'
import { useTitle } from '../ui/page.tsx'
import c from './sign-in.module.css'

interface Props {
  readonly title: string
  readonly lead?: ReactNode
  readonly children: ReactNode
}

/** Around the pages of people who are not signed in: one card, one thing to do. */
export function GuestShell({ title, lead, children }: Props) {
  const { language, setLanguage } = useLanguage()
  const { otherLanguage } = useTexts()
  useTitle(title)
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
        <section className={`card ${c.gate}`}>
          <div>
            <h1>{title}</h1>
            {lead && <p className={c.lead}>{lead}</p>}
          </div>
          {children}
        </section>
      </main>
    </div>
  )
}
