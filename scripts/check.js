// What `npm run check` looks at without running the program, as many at a time as there are processors: each uses one, or waits for the
// disk. With --build also what the tests start is built. What one says is shown once it has ended, so that nothing is mixed.
import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { delimiter, join } from 'node:path'

const root = join(import.meta.dirname, '..')
const env = {
  ...process.env,
  PATH: join(root, 'node_modules', '.bin') + delimiter + process.env.PATH,
}

/** The longest first, so that none of them is left alone at the end. */
const commands = [
  'tsc --singleThreaded',
  'tsc -p web --singleThreaded',
  'biome check',
  ...(process.argv.includes('--build') ? ['node scripts/build-web.js', 'node scripts/build-server.js'] : []),
  'knip',
]

/** Whether a command ended well. */
function runs(command) {
  return new Promise((resolve) => {
    const child = spawn(command, { cwd: root, env, shell: true, stdio: ['ignore', 'pipe', 'pipe'] })
    const said = []
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => said.push(bytes))
    child.on('close', (code, signal) => {
      process.stderr.write(Buffer.concat(said))
      if (code !== 0) process.stderr.write(`Failed: ${command} (${signal ?? code})\n`)
      resolve(code === 0)
    })
  })
}

const waiting = commands.values()
const workers = Array.from({ length: availableParallelism() }, async () => {
  for (const command of waiting) if (!(await runs(command))) process.exitCode = 1
})
await Promise.all(workers)
