import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { CountedAttacks } from './test/fixtures/counted-attacks.ts'
import { LongestFirst } from './test/fixtures/longest-first.ts'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'bench/**/*.test.ts'],
    // Servers and commands that tests start in processes of their own keep compiled code where `npm start` keeps it, and each
    // begins a second of work earlier.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules', '.cache', 'doorward') },
    globalSetup: 'test/fixtures/global-setup.ts',
    setupFiles: 'test/fixtures/quick-passwords.ts',
    // Nothing here takes as long by itself. A machine that is busy with other things may be several times slower, and must not
    // decide whether the code is right.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 30_000 } },
    // Half a thousand modules are loaded once by each worker, not once by each file. What a file changes of them it puts back.
    isolate: false,
    // By itself Vitest leaves one processor idle: on two that is half the machine. A test often waits for the database or a page:
    // with one worker more than there are processors a third of the time of two was idle still.
    maxWorkers: availableParallelism() + 2,
    reporters: ['default', new CountedAttacks()],
    sequence: { sequencer: LongestFirst },
  },
})
