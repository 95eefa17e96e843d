import { defineConfig } from 'vitest/config'

const GUARDS = 'test/guards/**/*.test.ts'

export default defineConfig({
  test: {
    pool: 'forks',
    // Real PostgreSQL, password hashing and child processes under two cores: slow is not stuck.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['src/**/*.test.ts', 'scripts/**/*.test.ts', GUARDS] },
      },
      {
        extends: true,
        test: {
          name: 'database',
          include: ['test/**/*.test.ts'],
          exclude: [GUARDS],
          globalSetup: ['test/support/global-setup.ts'],
        },
      },
    ],
  },
})
