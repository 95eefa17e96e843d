import { randomBase62 } from '../../src/lib/ids.ts'
import { createKeys, type Keys, parseKey } from '../../src/lib/keys.ts'

/** Keys made for this run alone. */
export function testKeys(): Keys {
  const key = () => parseKey('test key', randomBase62(64))
  return createKeys({ pepper: key(), keyEncryptionKey: key() })
}
