import { Link } from '@tanstack/react-router'
import { useTexts } from '../language.tsx'
import { paths } from '../paths.ts'
import { GuestShell } from './guest-shell.tsx'

/** Where no page is. */
export function NotFoundPage() {
  const { notFound } = useTexts()
  return (
    <GuestShell title={notFound.title} lead={notFound.why}>
      <p>
        <Link to={paths.home}>{notFound.next}</Link>
      </p>
    </GuestShell>
  )
}
