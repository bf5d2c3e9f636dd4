import { Link } from '@tanstack/react-router'
import { paths } from '../paths.ts'
import c from '../ui/layout.module.css'
import { useMailInTexts } from './mail-in-texts.ts'

/** The pages about mails: what was sent, what was turned away, where they are taken, and who wrote without an account. */
export function MailTabs() {
  const words = useMailInTexts()
  const tabs = [
    [paths.mail, words.sent],
    [paths.refusedMail, words.refused],
    [paths.mailboxes, words.mailboxes],
    [paths.senders, words.senders],
  ] as const
  return (
    <nav className={c.tabs} aria-label={words.tabs}>
      {tabs.map(([path, label]) => (
        <Link key={path} to={path} activeOptions={{ exact: true, includeSearch: false }}>
          {label}
        </Link>
      ))}
    </nav>
  )
}
