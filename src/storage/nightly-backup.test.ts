import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { freshDatabase } from '../../test/fixtures/database.ts'
import { AttachmentFiles } from './attachment-files.ts'
import { readManifest } from './backup/archive.ts'
import { nightlyName, pruneBackups } from './backup/nightly.ts'
import { nightlyBackup } from './nightly-backup.ts'

test('each night leaves a readable backup, and the oldest goes', async () => {
  const database = await freshDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'doorward-nightly-'))
  const dataDir = join(folder, 'data')
  try {
    for (const day of ['01', '02', '03']) {
      await nightlyBackup(
        database.url,
        dataDir,
        new AttachmentFiles(dataDir),
        2,
        new Date(`2026-11-${day}T03:00:00Z`),
      )
    }
    const backups = join(dataDir, 'backups')
    expect(readdirSync(backups).sort()).toEqual([
      'doorward-2026-11-02T03-00-00Z.backup',
      'doorward-2026-11-03T03-00-00Z.backup',
    ])
    expect((await readManifest(join(backups, 'doorward-2026-11-03T03-00-00Z.backup'))).madeAt).toBe(
      '2026-11-03T03:00:00.000Z',
    )
    expect(statSync(backups).mode & 0o777).toBe(0o700)
    rmSync(backups, { recursive: true })
    writeFileSync(backups, '')
    await expect(
      nightlyBackup(database.url, dataDir, new AttachmentFiles(dataDir), 2, new Date()),
    ).rejects.toMatchObject({
      code: 'conflict',
      message: `No backup was written: ${backups} is a file and no folder. Move it away.`,
    })
    // The folder is marked as ours, so that an embedded database may move in later.
    expect(readdirSync(dataDir)).toContain('doorward-data.txt')
  } finally {
    await database.drop()
    rmSync(folder, { recursive: true, force: true })
  }
})

test('whoever has backups made all day long pushes out none of other days', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'doorward-nightly-'))
  const at = (time: string) => nightlyName(new Date(`2026-11-${time}:00Z`))
  try {
    const nights = ['01T03:00', '02T03:00', '03T03:00', '04T03:00'].map(at)
    const asked = ['04T09:00', '04T10:00', '04T11:00', '04T12:00'].map(at)
    for (const name of [...nights, ...asked]) writeFileSync(join(folder, name), '')
    await pruneBackups(folder, 3)
    expect(readdirSync(folder).sort()).toEqual([...nights.slice(1), at('04T12:00')])
  } finally {
    rmSync(folder, { recursive: true })
  }
})
