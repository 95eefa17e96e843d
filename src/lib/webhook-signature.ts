import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto'

const SECRET_PREFIX = 'whsec_'
const SECRET_BYTES = 32

/** A new signing secret as Standard Webhooks writes it: whsec_ and the base64 of 32 random bytes. */
export function newSigningSecret(): string {
  return signingSecretOf(randomBytes(SECRET_BYTES))
}

/** Bytes as a signing secret. */
export function signingSecretOf(bytes: Buffer): string {
  return SECRET_PREFIX + bytes.toString('base64')
}

/** What is signed: the message's id, the second it is sent in, and its body as it goes out. */
export interface SignedMessage {
  id: string
  timestampSeconds: number
  body: string
}

/** The webhook-signature header: one v1 signature per secret, separated by spaces. */
export function standardSignature(secrets: readonly string[], { id, timestampSeconds, body }: SignedMessage): string {
  const signed = `${id}.${timestampSeconds}.${body}`
  const one = (secret: string) => {
    const key = Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64')
    return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`
  }
  return secrets.map(one).join(' ')
}

/** An Ed25519 key pair as bytes: SPKI and PKCS #8, both DER. */
export interface KeyPairBytes {
  publicKey: Buffer
  privateKey: Buffer
}

export function newEd25519Pair(): KeyPairBytes {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  return {
    publicKey: publicKey.export({ type: 'spki', format: 'der' }),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }),
  }
}

export function readPrivateKey(der: Buffer): KeyObject {
  return createPrivateKey({ key: der, type: 'pkcs8', format: 'der' })
}

/** The X-GHL-Signature header: Ed25519 over the raw body, in base64. */
export function bodySignature(key: KeyObject, body: string): string {
  return sign(null, Buffer.from(body), key).toString('base64')
}

/** A public key in the two forms that receivers ask for: PEM, and the x of a JWK. */
export function publicForms(der: Buffer): { pem: string; x: string } {
  const key = createPublicKey({ key: der, type: 'spki', format: 'der' })
  return {
    pem: key.export({ type: 'spki', format: 'pem' }).toString(),
    x: key.export({ format: 'jwk' }).x ?? '',
  }
}
