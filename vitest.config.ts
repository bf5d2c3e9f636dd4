import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'bench/**/*.test.ts'],
    globalSetup: 'test/fixtures/global-setup.ts',
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // By itself Vitest leaves one processor idle: on two that is half the machine.
    maxWorkers: '100%',
  },
})
