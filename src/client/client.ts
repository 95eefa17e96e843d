/** `private-integrations/client`: what a customer's own Node process needs to decide about tokens by itself. */
export type { Identity, RefusalCode, Verdict } from './identity.ts'
export { replyTo } from './identity.ts'
export { type Needs, verifyExpress, verifyFastify, verifyHono } from './middleware.ts'
export { type Call, createTokenVerifier, type TokenVerifier, type TokenVerifierOptions } from './token-verifier.ts'
