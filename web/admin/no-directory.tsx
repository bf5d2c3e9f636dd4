import { useTexts } from '../language.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ConnectButton } from './connect-button.tsx'

/** What a fresh site shows instead of its directories. */
export function NoDirectory() {
  const { directories } = useTexts()
  return (
    <EmptyState title={directories.none} action={<ConnectButton />}>
      {directories.noneWhy}
    </EmptyState>
  )
}
