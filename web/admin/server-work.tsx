import type { AnswerOf } from '../api-client.ts'
import { useMay } from '../me.ts'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { KeyValue } from '../ui/key-value.tsx'
import layout from '../ui/layout.module.css'
import { Notice } from '../ui/notice.tsx'
import { Rich } from '../ui/rich.tsx'
import { When } from '../ui/when.tsx'
import { useLanguage, useTexts } from './language.ts'
import { TaskTable } from './task-table.tsx'

type Server = NonNullable<AnswerOf<'GET /api/work'>['server']>

/** What the server does as a whole: its backups, above all. */
export function ServerWork({ server: { tasks, backup } }: { server: Server }) {
  const { work: words } = useTexts()
  const mayRun = useMay()('server.change')
  const makesBackups = tasks.some(({ name }) => name === 'nightly-backup')
  return (
    <Card flush title={words.server} aside={<span className="quiet small">{words.serverWhy}</span>}>
      {tasks.length > 0 && <TaskTable label={words.server} tasks={tasks} mayRun={mayRun} ofServer />}
      <div className={layout.body}>
        <h3>{words.backup}</h3>
        {!makesBackups && (
          <Notice tone="warn" title={words.noBackups}>
            <Rich text={words.noBackupsWhy} parts={{ variable: <code>{'BACKUP_KEEP'}</code> }} />
          </Notice>
        )}
        {backup ? (
          <Backup backup={backup} />
        ) : (
          makesBackups && <EmptyState title={words.noBackup}>{words.noBackupWhy}</EmptyState>
        )}
      </div>
    </Card>
  )
}

function Backup({ backup }: { backup: NonNullable<Server['backup']> }) {
  const { texts, language } = useLanguage()
  const { work: words } = texts
  const { at, folder, file, bytes, kept, machine, files, lostFiles } = backup
  return (
    <>
      <KeyValue
        rows={[
          [words.written, <When key="at" at={at} />],
          [words.size, sizeText(language, bytes)],
          [words.backupFiles, words.filesInBackup(files)],
          [words.where, <code key="where">{`${machine}:${folder}/${file}`}</code>],
          [words.kept, words.keptBackups(kept)],
        ]}
      />
      {lostFiles > 0 && (
        <Notice tone="bad" title={words.lostFiles(lostFiles)}>
          {words.lostFilesWhy}
        </Notice>
      )}
      <p className="second">{words.copyElsewhere}</p>
    </>
  )
}

function sizeText(language: string, bytes: number): string {
  const [amount, unit] =
    bytes < 1e6
      ? [bytes / 1e3, 'kilobyte']
      : bytes < 1e9
        ? [bytes / 1e6, 'megabyte']
        : [bytes / 1e9, 'gigabyte']
  const digits = { maximumFractionDigits: amount < 10 ? 1 : 0 }
  return new Intl.NumberFormat(language, { style: 'unit', unit, ...digits }).format(amount)
}
