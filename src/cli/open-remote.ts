import { TOKEN_PREFIX } from '../domain/token.ts'
import { isWellFormedSecret } from '../lib/secrets.ts'
import type { ConfirmIdentity, Credential } from './api-client.ts'
import { CommandFailure } from './failure.ts'
import type { Office } from './office.ts'
import type { CommandEnvironment, CommandPorts } from './ports.ts'
import { createRemoteOffice } from './remote-office.ts'
import { clientFor, readSecretFile } from './server-access.ts'
import { readSession, writeSession } from './session-file.ts'
import { askSecret, canAsk } from './terminal.ts'

/** The office behind a server, for whom the environment names, or who is signed in there. */
export async function openRemote(ports: CommandPorts, url: URL): Promise<Office> {
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
