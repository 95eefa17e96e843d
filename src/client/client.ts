/** `private-integrations/client`: what a customer's own Node process needs to decide about tokens by itself. */
export type { Call, Identity, RefusalCode, Verdict } from './identity.ts'
export { replyTo } from './identity.ts'
export {
  type IntegrationEnv,
  integrationOf,
  type Needs,
  verifyExpress,
  verifyFastify,
  verifyHono,
} from './middleware.ts'
export { createTokenVerifier, type TokenVerifier, type TokenVerifierOptions } from './token-verifier.ts'
