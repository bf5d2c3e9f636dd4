import { Button } from '@mantine/core'
import { useMe } from '../me.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import c from './account.module.css'
import { useTexts } from './language.ts'

/** Codes that are shown once: they stay until the person says that they are kept. */
export function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const { secondFactor: words } = useTexts()
  const me = useMe()
  const download = () => {
    const text = `${words.fileHead(me?.site.name ?? '', me?.staff.address ?? '')}\n\n${codes.join('\n')}\n`
    const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
    const link = document.createElement('a')
    link.href = url
    link.download = words.fileName
    link.click()
    URL.revokeObjectURL(url)
  }
  return (
    <Dialog title={words.codesTitle}>
      <p>{words.codesWhy}</p>
      <ul className={c.codes} translate="no">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className="row wrap">
        <CopyButton value={codes.join('\n')} label={words.copyAll}>
          {words.copyAll}
        </CopyButton>
        <Button variant="default" onClick={download}>
          {words.download}
        </Button>
        <Button onClick={onKept}>{words.kept}</Button>
      </div>
    </Dialog>
  )
}
