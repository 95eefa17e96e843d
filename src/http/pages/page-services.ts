import type { Deps } from '../../actions/deps.ts'
import type { SampleData } from '../../actions/sample-data.ts'
import type { SignInDeps } from '../../actions/sign-in-deps.ts'

/** What the pages are handed. */
export interface PageServices {
  deps: Deps & SignInDeps & { sampleData?: SampleData }
  publicUrl: URL
  /** Whether letters go out from here; absent = none do. */
  canMail?: boolean
}
