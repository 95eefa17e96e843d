import type { ChainChecks } from '../actions/audit-chain.ts'
import type { PlanImport } from '../actions/contact-imports.ts'
import type { Deps } from '../actions/deps.ts'
import type { SampleData } from '../actions/sample-data.ts'
import type { SignInDeps } from '../actions/sign-in-deps.ts'
import type { DocumentedOperation } from '../crm/documented.ts'
import type { Operation, OperationContext } from '../crm/operation.ts'
import type { Principal } from '../domain/principal.ts'
import type { Mailer } from '../lib/mailer.ts'
import type { ApiKeyUse } from '../verify/api-key-use.ts'
import type { ApiKeyVerifier } from '../verify/api-keys.ts'
import type { CallRecorder } from '../verify/call-recorder.ts'
import type { Limits } from '../verify/limits.ts'
import type { Verifier } from '../verify/verifier.ts'
import type { MetricsServices } from './metrics.ts'
import type { LoadServices } from './request-metrics.ts'
import type { RequestTracer } from './tracing.ts'

/** The account that an operation of API v2.0 acts on. */
export interface OperationTarget {
  accountId: string
  locationId: string
  companyId: string
}

/** What the HTTP door is handed by app.ts. It reads no configuration and no SQL of its own. */
export interface Services extends MetricsServices, LoadServices {
  deps: Deps & SignInDeps & { sampleData?: SampleData }
  planImport: PlanImport
  verifier: Verifier
  limits: Limits
  /** Who fails too often: counts one failure, and says how long to wait. */
  failures: { failed(ip: string | undefined): number }
  /** Calls back with the ids of integrations whose access changes, before any reply to it goes out, and once more when this node has read it. */
  onChange?(listener: (integrationIds: readonly string[] | 'all') => void): void
  /** Who holds one may ask about any token. */
  platformKeys?: readonly string[]
  /** The log of calls. */
  calls: Pick<CallRecorder, 'record'>
  chainChecks: ChainChecks
  /** Who calls API v1, and how often. */
  apiKeys: ApiKeyVerifier
  apiKeyUse: ApiKeyUse
  /** The served operations of API v2.0. */
  operations: readonly Operation[]
  /** What the documents describe and is not served: it answers 501, never a made-up 200. */
  documented: readonly Pick<DocumentedOperation, 'id' | 'method' | 'path'>[]
  openContext(principal: Principal, target: OperationTarget): OperationContext
  publicUrl: URL
  /** Further names under which this server may be addressed: `host` (any port) or `host:port`. */
  allowedHosts: readonly string[]
  /** Addresses or networks of the proxies whose X-Forwarded-* headers count. */
  trustedProxies: readonly string[]
  /** Whether letters go out from here; absent = none do. */
  canMail?: boolean
  /** Hands a letter over at once, for what must be kept nowhere in the clear. */
  mailer?: Pick<Mailer, 'send'>
  /** Hears of every request; absent = no traces. */
  tracer?: RequestTracer
  isReady(): boolean
  /** This node's name in the database, made anew at each start. */
  nodeId?: string
  /** True while connections are sent away before a stop: every reply then closes its connection. */
  isDraining?(): boolean
  version: string
}
