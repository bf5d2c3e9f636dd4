import { createContext, type ReactNode, useContext } from 'react'
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

/** Where the card stands: a page of its own, the main thing of a page, or beside what that is about. */
export const GuestPlace = createContext<'page' | 'within' | 'beside'>('page')

/** Around the pages of people who are not signed in: one card, one thing to do. */
export function GuestShell({ title, lead, children }: Props) {
  const { language, setLanguage } = useLanguage()
  const { otherLanguage } = useTexts()
  const place = useContext(GuestPlace)
  useTitle(title, place !== 'beside')
  const { languages } = useBrand()
  const Heading = place === 'beside' ? 'h2' : 'h1'
  const card = (
    <section className={`card ${c.gate}`} data-place={place}>
      <div>
        <Heading>{title}</Heading>
        {lead && <p className={c.lead}>{lead}</p>}
      </div>
      {children}
    </section>
  )
  if (place !== 'page') return card
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
        {card}
      </main>
    </div>
  )
}
