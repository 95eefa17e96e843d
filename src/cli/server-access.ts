import { readFile } from 'node:fs/promises'
import { ApiClient, type Credential } from './api-client.ts'
import { CommandFailure } from './failure.ts'
import type { CommandPorts } from './ports.ts'

/** The address of a server: http or https, and nothing behind the host. */
export function readAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isPlain = url !== undefined && /^https?:$/.test(url.protocol) && /^\/(api\/?)?$/.test(url.pathname)
  if (isPlain && url.username === '' && url.search === '') return new URL(url.origin)
  throw new CommandFailure('usage_invalid', 'invalid', {
    says: '--url must be the address of a server, such as https://integrations.example.com.',
  })
}

/** A client for a server without credentials: sign-in. Says so where a password or a token would travel in the clear. */
export function anonymousClient(ports: CommandPorts, url: URL): ApiClient {
  return clientFor(ports, url, { kind: 'none' })
}

export function clientFor(ports: CommandPorts, url: URL, credential: Credential): ApiClient {
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  if (url.protocol === 'http:' && !isLocal) {
    ports.terminal.stderr.write(`Warning: ${url.origin} is not encrypted; others on the way can read the credential.\n`)
  }
  return new ApiClient(url.origin, credential, `pit/${ports.version}`)
}

/** Reads a secret from the file that an environment variable names. */
export async function readSecretFile(variable: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new CommandFailure('credential_unreadable', 'unauthenticated', {
      says: `${variable} names ${file}, which cannot be read (${(cause as NodeJS.ErrnoException).code}).`,
      cause,
    })
  }
}
