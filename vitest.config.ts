import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const GUARDS = 'test/guards/**/*.test.ts'

/** Rooms whose tests start, stop and kill processes of their own. */
const PROCESSES = ['cli', 'cluster', 'faults', 'journeys'].map(room => `test/${room}/**/*.test.ts`)

/** Pictures for the documents, by `npm run screenshots` alone. */
const IMAGES = {
  extends: true as const,
  test: { name: 'images', include: ['test/images/*.images.ts'], globalSetup: ['test/support/global-setup.ts'] },
}

export default defineConfig({
  test: {
    pool: 'forks',
    // Every worker holds connections, so a large machine does not use all it has.
    maxWorkers: Math.min(availableParallelism(), 8),
    // Real PostgreSQL, password hashing and child processes under two cores: slow is not stuck.
    testTimeout: 90_000,
    hookTimeout: 90_000,
    setupFiles: ['test/support/patience.ts'],
    expect: { poll: { timeout: 20_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'console/src/**/*.test.ts', 'scripts/**/*.test.mjs', GUARDS],
          // Rules keep no state between files, so one process may run many: half the time of a process each.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'database',
          include: ['test/**/*.test.ts'],
          exclude: [GUARDS, ...PROCESSES],
          globalSetup: ['test/support/global-setup.ts'],
          // Each file has a server and a database of its own; only the modules are shared. Loading them anew for each file
          // took 3 s of processor time.
          isolate: false,
        },
      },
      {
        extends: true,
        test: { name: 'processes', include: PROCESSES, globalSetup: ['test/support/global-setup.ts'] },
      },
      ...(process.env.MAKE_IMAGES === undefined ? [] : [IMAGES]),
    ],
  },
})
