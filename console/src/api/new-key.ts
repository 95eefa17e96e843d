/**
 * A fresh Idempotency-Key. Not `crypto.randomUUID()`: browsers keep that from pages over plain http, such as a first try
 * in a local network.
 */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('')
}
