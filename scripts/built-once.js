// What `npm start` builds, it builds once: the digest of the sources is kept with the result, and says later whether that
// still is what the sources make. Plain JavaScript, so that any Node that can install the project can build it.
import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

export const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..')
/** After so long nobody is still at it: a build takes seconds. */
const draftMaxMs = 3_600_000

/** All files below a folder of the project, tests aside, by their path in the project. */
export function filesOf(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return path.startsWith('web/dist') ? [] : filesOf(path)
    // An editor's link that leads nowhere is none.
    return entry.isFile() && !/\.test\.tsx?$/.test(entry.name) ? [path] : []
  })
}

/** One digest of these files, their names and their content. */
export function digestOf(files) {
  const digest = createHash('sha256')
  for (const file of files) digest.update(file).update(readFileSync(join(root, file)))
  return digest.digest('hex')
}

/**
 * Builds into a folder beside the one before, which stays whole meanwhile, and says on standard error what it does and how
 * long it took. Whoever fails says why and ends the process.
 * @param what what is built, as in "building its pages"
 * @param beside the draft's path without its end; the draft is removed, whatever becomes of it
 * @param make gets the draft's path and makes it the result
 */
export async function buildBeside(what, beside, make) {
  const begun = Date.now()
  process.stderr.write(`Doorward: building ${what}, a few seconds, once.\n`)
  let draft = ''
  try {
    mkdirSync(dirname(beside), { recursive: true })
    draft = mkdtempSync(beside)
    // As any other folder: another user may be the one who starts it.
    chmodSync(draft, 0o777 & ~process.umask())
  } catch ({ code }) {
    stop(
      `Doorward: ${what} cannot be built, because ${dirname(beside)} cannot be written (${code}). Run npm run build once as a user who may write there; then others can start it.`,
    )
  }
  process.on('exit', () => rmSync(draft, { recursive: true, force: true }))
  await make(draft).catch(({ message }) => stop(`Doorward: ${what} cannot be built. ${message}`))
  process.stderr.write(`  built in ${((Date.now() - begun) / 1000).toFixed(1)} s\n`)
}

/** Removes what builds that were broken off left behind. */
export function removeOldDrafts(folder, prefix) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    // Another process's may be gone by now.
    const since = name.startsWith(prefix) && statSync(path, { throwIfNoEntry: false })?.mtimeMs
    if (!since || Date.now() - since < draftMaxMs) continue
    rmSync(path, { recursive: true, force: true })
  }
}

/** Ends with sentences that a person can act on. */
export function stop(sentences) {
  process.stderr.write(`${sentences}\n`)
  process.exit(1)
}
