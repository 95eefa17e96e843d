import { readFile } from 'node:fs/promises'
import { TOKEN_PREFIX } from '../domain/token.ts'
import { isWellFormedSecret } from '../lib/secrets.ts'
import { ApiClient, type ConfirmIdentity, type Credential } from './api-client.ts'
import type { Run, WhereOptions } from './command.ts'
import { CommandFailure } from './failure.ts'
import type { Office } from './office.ts'
import type { CommandEnvironment, CommandPorts, OpenedOwner } from './ports.ts'
import { createRemoteOffice } from './remote-office.ts'
import { readSession, writeSession } from './session-file.ts'
import { askSecret, canAsk } from './terminal.ts'

/** Runs work in the office that the options name, and leaves it whatever happens; an interruption ends the wait. */
export async function withOffice<T>(run: Run, options: WhereOptions, work: (office: Office) => Promise<T>): Promise<T> {
  const { ports } = run
  const address = options.url ?? ports.environment.url
  if (address !== undefined) return untilInterrupted(ports.signal, work(await openRemote(ports, readAddress(address))))
  const { deps, close } = await ports.openOffice()
  try {
    // Here, since with it come all the actions: nobody who asks a server should wait for them.
    const { createLocalOffice } = await import('./local-office.ts')
    const { publicUrl } = await ports.settings()
    const office = createLocalOffice(deps, ports.environment.operatorName, publicUrl)
    return await untilInterrupted(ports.signal, work(office))
  } finally {
    await close()
  }
}

/** Runs work as the owner of the tables, and leaves the database whatever happens. */
export async function withOwner<T>(
  { ports }: Run,
  mayCreate: boolean,
  work: (connection: OpenedOwner['connection']) => Promise<T>,
): Promise<T> {
  const { connection, close } = await ports.openOwner(mayCreate)
  try {
    return await untilInterrupted(ports.signal, work(connection))
  } finally {
    await close()
  }
}

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

async function openRemote(ports: CommandPorts, url: URL): Promise<Office> {
  const credential = await credentialFor(ports, url)
  const confirm = credential.kind === 'session' ? { confirm: confirmBy(ports, url, credential) } : {}
  return createRemoteOffice(clientFor(ports, url, { ...credential, ...confirm }), ports.clock)
}

/**
 * By the code of a second factor, where there is one; else by the password, typed or from PIT_PASSWORD_FILE. The session
 * goes on under a new cookie, which is kept.
 */
function confirmBy(ports: CommandPorts, url: URL, { cookie: old }: Credential & { kind: 'session' }): ConfirmIdentity {
  const { configDir } = ports.environment
  return async () => {
    const session = await readSession(configDir, url.origin)
    if (session === undefined) return undefined
    const client = clientFor(ports, url, { kind: 'session', cookie: old })
    const { body: security } = await client.send({ method: 'GET', path: '/me/security' })
    const { hasSecondFactor } = security as { hasSecondFactor: boolean }
    const proof = await (hasSecondFactor ? askCode(ports, url) : askPassword(ports, url, session.email))
    if (proof === undefined) return undefined
    const { cookie } = await client.send({ method: 'POST', path: '/session/reauthenticate', body: proof })
    if (cookie !== undefined) await writeSession(configDir, url.origin, { ...session, cookie })
    return cookie
  }
}

async function askCode({ terminal, signal }: CommandPorts, url: URL): Promise<{ code: string } | undefined> {
  if (!canAsk(terminal)) return undefined
  const question = `To go on at ${url.host}, a code of your authenticator app, or a recovery code: `
  return { code: (await askSecret(terminal, question, signal)).trim() }
}

async function askPassword(
  { environment: { passwordFile }, terminal, signal }: CommandPorts,
  url: URL,
  email: string,
): Promise<{ password: string } | undefined> {
  if (passwordFile === undefined && !canAsk(terminal)) return undefined
  const text =
    passwordFile === undefined
      ? await askSecret(terminal, `To go on, the password of ${email} at ${url.host}: `, signal)
      : await readSecretFile('PIT_PASSWORD_FILE', passwordFile)
  return { password: text.replace(/\r?\n$/, '') }
}

async function credentialFor({ environment, clock }: CommandPorts, url: URL): Promise<Credential> {
  const secret = await tokenOf(environment)
  if (secret !== undefined) return { kind: 'token', secret }
  const session = await readSession(environment.configDir, url.origin)
  if (session !== undefined && new Date(session.expiresAt) > clock.now())
    return { kind: 'session', cookie: session.cookie }
  throw new CommandFailure('credential_missing', 'unauthenticated', {
    says: `Nobody is signed in at ${url.origin}.`,
    hint: `Run "pit sign-in --url ${url.origin} --email <you>", or set PIT_TOKEN_FILE.`,
  })
}

async function tokenOf({ token, tokenFile }: CommandEnvironment): Promise<string | undefined> {
  if (tokenFile === undefined) return token === undefined ? undefined : checked('PIT_TOKEN', token)
  return checked('PIT_TOKEN_FILE', await readSecretFile('PIT_TOKEN_FILE', tokenFile))
}

function checked(variable: string, text: string): string {
  const secret = text.trim()
  if (isWellFormedSecret(TOKEN_PREFIX, secret)) return secret
  throw new CommandFailure('credential_unreadable', 'unauthenticated', {
    says: `${variable} does not hold a whole token: it begins with ${TOKEN_PREFIX} and has 38 letters and digits behind that.`,
  })
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

/** The work's result, or an AbortError as soon as the process is told to stop. */
export async function untilInterrupted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const interrupted = new Promise<never>((_, reject) => {
    const abort = () => reject(new DOMException('interrupted', 'AbortError'))
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
  })
  return Promise.race([work, interrupted])
}
