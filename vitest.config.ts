import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'bench/**/*.test.ts'],
    globalSetup: 'test/fixtures/global-setup.ts',
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
