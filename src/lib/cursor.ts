import { isSameBytes } from './secrets.ts'

type Mac = (text: string) => Buffer

const MAC_BYTES = 12

/** Seals where a list goes on. It opens only for the same list (`scope`: account, filters) under the same key. */
export function sealCursor(mac: Mac, scope: string, position: readonly string[]): string {
  const text = JSON.stringify(position)
  const seal = mac(`${scope}\n${text}`).subarray(0, MAC_BYTES)
  return Buffer.concat([seal, Buffer.from(text)]).toString('base64url')
}

/** Opens a cursor; undefined when it is damaged, made up, or another list's. */
export function openCursor(mac: Mac, scope: string, cursor: string): string[] | undefined {
  const bytes = Buffer.from(cursor, 'base64url')
  const text = bytes.subarray(MAC_BYTES).toString()
  const isGenuine = isSameBytes(bytes.subarray(0, MAC_BYTES), mac(`${scope}\n${text}`).subarray(0, MAC_BYTES))
  return isGenuine ? (JSON.parse(text) as string[]) : undefined
}
