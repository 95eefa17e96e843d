import type { Deps } from '../../actions/deps.ts'
import type { SampleData } from '../../actions/sample-data.ts'
import type { AttemptLimit } from '../../lib/attempt-limit.ts'

/** What the pages are handed. */
export interface PageServices {
  deps: Deps & { signInLimit: AttemptLimit; sampleData?: SampleData }
  publicUrl: URL
}
