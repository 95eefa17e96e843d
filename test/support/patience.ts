import { vi } from 'vitest'

/** Two cores shared with a database and other tests: slow is not stuck. What comes, comes as soon as before. */
const PATIENCE_MS = 20_000

const { waitFor, waitUntil } = vi
vi.waitFor = (callback, options = PATIENCE_MS) => waitFor(callback, options)
vi.waitUntil = (callback, options = PATIENCE_MS) => waitUntil(callback, options)
