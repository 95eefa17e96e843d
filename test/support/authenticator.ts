import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

/** A security key in software: it makes and uses one passkey, as far as a server can see. */
export interface Authenticator {
  /** What a browser answers to the options for a new passkey. */
  create(options: { challenge: string; rp: { id?: string | undefined } }, change?: Change): object
  /** What it answers to the options for a proof. */
  get(options: { challenge: string; rpId?: string | undefined }, change?: Change): object
  credentialId: string
  counter: number
}

/** What a hostile page or a copied key would do differently. */
export interface Change {
  origin?: string
  rpId?: string
  isVerified?: boolean
  counter?: number
}

const PRESENT = 0x01
const VERIFIED = 0x04
const ATTESTED = 0x40

/** A key for pages at this origin. */
export function createAuthenticator(origin: string): Authenticator {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const id = randomBytes(16)
  const self: Authenticator = {
    credentialId: id.toString('base64url'),
    counter: 0,
    create({ challenge, rp }, change = {}) {
      const coordinates = publicKey.export({ format: 'jwk' })
      const [x, y] = [coordinates.x, coordinates.y].map(text => Buffer.from(text ?? '', 'base64url'))
      const length = Buffer.alloc(2)
      length.writeUInt16BE(id.length)
      const credential = Buffer.concat([Buffer.alloc(16), length, id, coseKey(x as Buffer, y as Buffer)])
      const authenticatorData = Buffer.concat([headOf(rp.id, ATTESTED, change), credential])
      return answer({
        clientDataJSON: clientData('webauthn.create', challenge, change),
        attestationObject: attestation(authenticatorData),
      })
    },
    get({ challenge, rpId }, change = {}) {
      const authenticatorData = headOf(rpId, 0, change)
      const clientDataJSON = clientData('webauthn.get', challenge, change)
      const signed = Buffer.concat([authenticatorData, createHash('sha256').update(clientDataJSON).digest()])
      return answer({ clientDataJSON, authenticatorData, signature: sign('sha256', signed, privateKey) })
    },
  }
  function headOf(rpId: string | undefined, flags: number, change: Change): Buffer {
    self.counter = change.counter ?? self.counter + 1
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(self.counter)
    const isVerified = change.isVerified ?? true
    const flag = PRESENT | (isVerified ? VERIFIED : 0) | flags
    const site = change.rpId ?? rpId ?? new URL(origin).hostname
    return Buffer.concat([createHash('sha256').update(site).digest(), Buffer.from([flag]), counter])
  }
  function clientData(type: string, challenge: string, change: Change): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin: change.origin ?? origin, crossOrigin: false }))
  }
  function answer(response: Record<string, Buffer>): object {
    const texts = Object.entries(response).map(([name, bytes]) => [name, bytes.toString('base64url')])
    const { credentialId } = self
    return {
      ...{ id: credentialId, rawId: credentialId, type: 'public-key', clientExtensionResults: {} },
      response: Object.fromEntries(texts),
    }
  }
  return self
}

/** CBOR of {1: 2, 3: -7, -1: 1, -2: x, -3: y}: an EC2 key on P-256 for ES256. */
function coseKey(x: Buffer, y: Buffer): Buffer {
  const bytes = (value: Buffer) => Buffer.concat([Buffer.from([0x58, value.length]), value])
  const head = Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01])
  return Buffer.concat([head, Buffer.from([0x21]), bytes(x), Buffer.from([0x22]), bytes(y)])
}

/** CBOR of {"fmt": "none", "attStmt": {}, "authData": …}. */
function attestation(authData: Buffer): Buffer {
  const text = (value: string) => Buffer.concat([Buffer.from([0x60 + value.length]), Buffer.from(value)])
  const parts = [Buffer.from([0xa3]), text('fmt'), text('none'), text('attStmt'), Buffer.from([0xa0]), text('authData')]
  const length = Buffer.from([0x59, authData.length >> 8, authData.length & 0xff])
  return Buffer.concat([...parts, length, authData])
}
