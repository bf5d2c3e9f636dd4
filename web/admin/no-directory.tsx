import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTexts as useSharedTexts } from '../language.tsx'
import { CopyField } from '../ui/copy-field.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ConnectButton } from './connect-button.tsx'
import { useTexts } from './language.ts'

/** What a fresh site shows instead of its directories: the two ways to go on. */
export function NoDirectory() {
  const { directories } = useTexts()
  const [isShown, setShown] = useState(false)
  return (
    <EmptyState
      title={directories.none}
      action={
        <>
          <ConnectButton />
          <Button variant="default" onClick={() => setShown(true)}>
            {directories.seeItWork}
          </Button>
        </>
      }
    >
      {directories.noneWhy}
      {isShown && <Demonstration onClose={() => setShown(false)} />}
    </EmptyState>
  )
}

const demonstration = 'npm start -- --demo'

/** Says how the demonstration is started, beside this server and without touching it. */
function Demonstration({ onClose }: { onClose(): void }) {
  const { directories } = useTexts()
  const { close } = useSharedTexts()
  return (
    <Dialog title={directories.seeItWork} onClose={onClose}>
      <div className="stack">
        <p>{directories.demonstration}</p>
        <CopyField
          label={directories.demonstrationCommand}
          value={demonstration}
          note={directories.demonstrationPort}
        />
        <p className="second">{directories.demonstrationApart}</p>
      </div>
      <div className="row wrap">
        <Button variant="default" onClick={onClose}>
          {close}
        </Button>
      </div>
    </Dialog>
  )
}
