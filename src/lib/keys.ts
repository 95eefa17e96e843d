import { createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fastHmacSha256 } from './hmac.ts'
import { KeyError } from './key-error.ts'
import { createSealer, type Sealer } from './sealed.ts'
import { isSameBytes, sha256 } from './secrets.ts'

/** A key with the name under which rows remember it. */
export interface NamedKey {
  id: string
  bytes: Buffer
}

/** The two keys kept outside the database, and the pepper that a rotation of keys still accepts. */
export interface KeyMaterial {
  pepper: NamedKey
  previousPepper?: NamedKey
  keyEncryptionKey: NamedKey
}

/** What the keys are for. Each purpose has its own derived key, so that no MAC fits another place. */
export interface Keys extends Sealer {
  /** The keyed hash of a presented secret under the current pepper, then under the previous one. */
  hashesOf(secret: string): { pepperId: string; hash: Buffer }[]
  /** MAC of the columns that decide about a row. */
  macOfRow(fields: RowFields): Buffer
  /** Whether a row's MAC was made with the current pepper or the previous one. */
  isMacOfRow(fields: RowFields, mac: Buffer): boolean
  /** MAC for values that travel through strangers' hands: cursors, forms. */
  macOf(purpose: string, text: string): Buffer
  /** What proves, beside the data, that these are the keys that made it: per purpose, the current key first. */
  checks(): { purpose: 'pepper' | 'key_encryption_key'; keys: KeyCheck[] }[]
}

/** The columns of a row that its MAC covers. */
export type RowFields = readonly (string | number | undefined)[]

/** A key's name, and a MAC that only the key itself makes. */
export interface KeyCheck {
  keyId: string
  checkMac: Buffer
}

const KEY_BYTES = 32
const BASE64 = /^[0-9A-Za-z+/_-]+={0,2}$/
/** Words of examples that are long enough to be a key. In a random one the shortest turns up once in 10⁷. */
const PLACEHOLDER = /change.?me|replace|example|placeholder|password|secret/i
const REMEDY = 'make one with "openssl rand -base64 32".'

/** Derives the working keys from the material. */
export function createKeys(material: KeyMaterial): Keys {
  const peppers = [material.pepper, ...(material.previousPepper ? [material.previousPepper] : [])]
  const tokenKeys = peppers.map(pepper => ({ id: pepper.id, mac: fastHmacSha256(derive(pepper.bytes, 'token')) }))
  // A load of the token index makes two of these per token: the fast form halves it.
  const rowMacs = peppers.map(pepper => fastHmacSha256(derive(pepper.bytes, 'row')))
  const [rowMac] = rowMacs as [RowMac, ...RowMac[]]
  const travelKey = derive(material.pepper.bytes, 'travel')
  return {
    hashesOf: secret => tokenKeys.map(({ id, mac }) => ({ pepperId: id, hash: mac(secret) })),
    macOfRow: fields => rowMac(textOfRow(fields)),
    ...createSealer([material.keyEncryptionKey]),
    isMacOfRow: (fields, mac) => {
      const text = textOfRow(fields)
      return rowMacs.some(macOf => isSameBytes(mac, macOf(text)))
    },
    macOf: (purpose, text) => hmac(travelKey, JSON.stringify([purpose, text])),
    checks: () => [
      { purpose: 'pepper', keys: peppers.map(checkOf) },
      { purpose: 'key_encryption_key', keys: [checkOf(material.keyEncryptionKey)] },
    ],
  }
}

type RowMac = (text: string) => Buffer

/** An undefined element of an array is null in JSON. */
function textOfRow(fields: RowFields): string {
  return JSON.stringify(fields)
}

/** Reads a key given as base64 or hex of at least 32 bytes. Throws KeyError naming the variable, never the value. */
export function parseKey(name: string, text: string): NamedKey {
  // "openssl rand -base64" breaks lines, and files end with one.
  const bare = text.replaceAll(/\s/g, '')
  const bytes = Buffer.from(bare, /^([0-9a-f]{2})+$/i.test(bare) && bare.length >= 2 * KEY_BYTES ? 'hex' : 'base64')
  if (!BASE64.test(bare) || bytes.length < KEY_BYTES) {
    throw new KeyError(`${name} must be at least 32 random bytes in base64 or hex: ${REMEDY}`)
  }
  if (new Set(bytes).size < 8 || PLACEHOLDER.test(bare)) {
    throw new KeyError(`${name} looks like a placeholder: ${REMEDY}`)
  }
  return { id: keyIdOf(bytes), bytes }
}

/** The keys of a data folder: read from keys.json (0600), which a first start makes. */
export async function loadKeyFile(dataDir: string, mayCreate: boolean): Promise<KeyMaterial> {
  const file = path.join(dataDir, 'keys.json')
  const text = await readFile(file, 'utf8').catch(error => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new KeyError(
      `${file} cannot be read (${(error as NodeJS.ErrnoException).code}): give it back to the server's user.`,
    )
  })
  if (text !== undefined) return parseKeyFile(file, text)
  if (!mayCreate) {
    throw new KeyError(
      `${file} is missing, and the database holds tokens made with it: put it back, or set TOKEN_PEPPER and KEY_ENCRYPTION_KEY.`,
    )
  }
  return createKeyFile(file)
}

function parseKeyFile(file: string, text: string): KeyMaterial {
  try {
    const content = JSON.parse(text) as Record<string, string>
    return {
      pepper: parseKey('pepper', content.pepper ?? ''),
      keyEncryptionKey: parseKey('keyEncryptionKey', content.keyEncryptionKey ?? ''),
    }
  } catch (error) {
    if (error instanceof KeyError) throw new KeyError(`${file}: ${error.message}`)
    throw new KeyError(`${file} is damaged: put back the copy that belongs to this database.`)
  }
}

async function createKeyFile(file: string): Promise<KeyMaterial> {
  const content = {
    pepper: randomBytes(KEY_BYTES).toString('base64'),
    keyEncryptionKey: randomBytes(KEY_BYTES).toString('base64'),
  }
  await writeDraft(`${file}.new`, `${JSON.stringify(content, null, 2)}\n`)
  await rename(`${file}.new`, file)
  await flushFolder(path.dirname(file))
  return parseKeyFile(file, JSON.stringify(content))
}

/** A leftover goes first, and nothing that somebody puts there meanwhile is written to: not even through a link. */
async function writeDraft(draft: string, text: string): Promise<void> {
  try {
    await rm(draft, { force: true })
    // On the disk before the first token is made with it: losing this file is losing every token.
    await writeFile(draft, text, { flag: 'wx', mode: 0o600, flush: true })
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (!['EEXIST', 'EISDIR', 'ERR_FS_EISDIR'].includes(code)) throw error
    throw new KeyError(`${draft} is no file of this server's: remove it, and find out who put it there.`)
  }
}

/** Makes a rename last through a power loss. Not every system lets a folder be opened: then it does that by itself. */
async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder).catch(() => undefined)
  await handle?.sync().catch(() => {})
  await handle?.close()
}

function keyIdOf(bytes: Buffer): string {
  return sha256(Buffer.concat([Buffer.from('key id'), bytes]))
    .toString('hex')
    .slice(0, 12)
}

function checkOf(key: NamedKey): KeyCheck {
  return { keyId: key.id, checkMac: hmac(derive(key.bytes, 'check'), 'check') }
}

function derive(bytes: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', bytes, '', `private-integrations ${purpose}`, KEY_BYTES))
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
