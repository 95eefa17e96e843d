import { SERVER_FLAGS } from '../../scripts/lib/server-flags.mjs'
import { randomBase62 } from '../../src/lib/ids.ts'
import { databaseUrl } from '../../test/support/server-process.ts'
import { startThrowAwayDatabase, type ThrowAwayDatabase } from '../../test/support/throw-away-database.ts'
import type { Children } from './children.ts'
import { fillTokens, type KnownToken } from './fill.ts'
import type { Target } from './slices.ts'

/** The real server on a throw-away database full of tokens. */
export interface Product {
  port: number
  platformKey: string
  tokens: KnownToken[]
  database: ThrowAwayDatabase
}

/** Fills a database and starts the server as `npm start` runs it. */
export async function startProduct(
  children: Children,
  { tokens: count, known = 10_000 }: { tokens: number; known?: number },
): Promise<Product> {
  const database = await startThrowAwayDatabase()
  try {
    const tokens = await fillTokens(database.owner, database.keys, { count, known: Math.min(known, count) })
    const platformKey = randomBase62(40)
    const environment = {
      ...database.environment,
      DATABASE_URL: databaseUrl(database),
      PORT: '0',
      PLATFORM_KEYS: platformKey,
      LOG_LEVEL: 'error',
      // The flood of unknown tokens is what is measured, not its refusal.
      FAILED_LOOKUPS_PER_MINUTE: '0',
    }
    const port = Number(
      await children.start('../src/main.ts', /http:\/\/localhost:(\d+)/, { environment, flags: SERVER_FLAGS }),
    )
    return { port, platformKey, tokens, database }
  } catch (error) {
    await database.close()
    throw error
  }
}

/** A GET with a bearer as it goes over the wire. */
export function get(port: number, route: string, secret?: string): string {
  const authorization = secret === undefined ? '' : `authorization: Bearer ${secret}\r\n`
  return `GET ${route} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n${authorization}\r\n`
}

/** A POST of JSON with a bearer. */
export function post(port: number, route: string, { secret, body }: { secret: string; body: unknown }): string {
  const text = JSON.stringify(body)
  const head = `host: 127.0.0.1:${port}\r\nauthorization: Bearer ${secret}\r\ncontent-type: application/json\r\n`
  return `POST ${route} HTTP/1.1\r\n${head}content-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`
}

/** The base of all ratios. */
export async function startBase(children: Children): Promise<Target> {
  const port = Number(await children.start('support/bare-server.ts', /^(\d+)$/m))
  return { name: 'bare node:http', port, requests: [get(port, '/')], expectedStatus: 200 }
}
