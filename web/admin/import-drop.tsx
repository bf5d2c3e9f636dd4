import { Button } from '@mantine/core'
import { IconFileTypeCsv } from '@tabler/icons-react'
import { type DragEvent, useRef, useState } from 'react'
import c from './import.module.css'
import { useImportTexts } from './import-texts.ts'
import { useLanguage } from './language.ts'

interface Props {
  readonly file: File | undefined
  readonly onFile: (file: File | undefined) => void
}

const kilobyte = 1_000

/** A place to drop a file on, with a button for whoever chooses one. */
export function ImportDrop({ file, onFile }: Props) {
  const { language } = useLanguage()
  const words = useImportTexts()
  const input = useRef<HTMLInputElement>(null)
  const [isOver, setIsOver] = useState(false)
  const size = new Intl.NumberFormat(language, { style: 'unit', unit: 'kilobyte', maximumFractionDigits: 1 })
  const over = (event: DragEvent, is: boolean) => {
    event.preventDefault()
    setIsOver(is)
  }
  return (
    <section
      aria-label={words.file}
      className={c.drop}
      data-over={isOver}
      onDragOver={(event) => over(event, true)}
      onDragLeave={(event) => over(event, false)}
      onDrop={(event) => {
        over(event, false)
        onFile(event.dataTransfer.files[0])
      }}
    >
      <IconFileTypeCsv size={28} stroke={1.4} aria-hidden />
      <div role="status">
        {file ? (
          <strong>
            <bdi>{words.chosen(file.name, size.format(file.size / kilobyte))}</bdi>
          </strong>
        ) : (
          <>
            <strong>{words.drop}</strong>
            <div className="second small">{words.dropWhy}</div>
          </>
        )}
      </div>
      <input
        ref={input}
        type="file"
        hidden
        accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values"
        aria-label={words.choose}
        onChange={(event) => {
          onFile(event.currentTarget.files?.[0])
          // The same file, changed meanwhile, can be chosen again.
          event.currentTarget.value = ''
        }}
      />
      <Button variant="default" onClick={() => input.current?.click()}>
        {file ? words.remove : words.choose}
      </Button>
    </section>
  )
}
