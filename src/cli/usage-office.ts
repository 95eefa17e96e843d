import type { LoggedCall } from '../contract/calls.ts'
import type { Usage } from '../contract/usage.ts'
import type { UsageGroup, UsageRange } from '../domain/usage.ts'

/** Whose usage, over which time, told apart by what. */
export interface UsageWish {
  accountId: string
  integrationId?: string
  range: UsageRange
  groupBy: UsageGroup
}

/** Which calls; `after` is a tail cursor. */
export interface CallWish {
  accountId: string
  integrationId?: string
  status?: string
  operation?: string
  client?: string
  ip?: string
  cursor?: string
  after?: string
  limit: number
}

export interface CallPage {
  items: LoggedCall[]
  nextCursor?: string
  tailCursor: string
}

/** What an office knows of use. */
export interface UsageOffice {
  getUsage(wish: UsageWish): Promise<Usage>
  listCalls(wish: CallWish): Promise<CallPage>
}
