import { EmptyState } from '../ui/empty-state.tsx'
import { ConnectButton } from './connect-button.tsx'
import { useTexts } from './language.ts'

/** What a fresh site shows instead of its directories. */
export function NoDirectory() {
  const { directories } = useTexts()
  return (
    <EmptyState title={directories.none} action={<ConnectButton />}>
      {directories.noneWhy}
    </EmptyState>
  )
}
