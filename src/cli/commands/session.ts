import { Problem } from '../../domain/problem.ts'
import { defineCommand, type Run } from '../command.ts'
import { CommandFailure } from '../failure.ts'
import { sayMoment } from '../moments.ts'
import { plain } from '../screen.ts'
import { anonymousClient, clientFor, readAddress, readSecretFile } from '../server-access.ts'
import { readSession, writeSession } from '../session-file.ts'
import { askSecret, canAsk } from '../terminal.ts'

const URL_OPTION = { flags: '--url <address>', says: 'the server (or PIT_URL)' }

export const signInCommand = defineCommand<{ url?: string; email: string }>({
  path: 'sign-in',
  group: 'Accounts',
  says: 'Sign in at a server, so that commands with --url act as you.',
  more: [
    'Asks for the password, or reads one line from a pipe, or the file that PIT_PASSWORD_FILE names. The session is kept in session.json below the configuration folder (~/.config/private-integrations), readable by you only.',
  ],
  options: [URL_OPTION, { flags: '--email <address>', says: 'who you are', isRequired: true }],
  examples: [
    'pit sign-in --url https://integrations.example.com --email mara@example.com',
    'PIT_PASSWORD_FILE=./password pit sign-in --email mara@example.com',
  ],
  async run(run, { url: address, email }) {
    const url = addressOf(run, address)
    const password = await readPassword(run, email, url)
    const { body, cookie } = await signInAt(run, url, { email, password })
    const { user, expiresAt } = body as { user: { email: string; name: string }; expiresAt: string }
    if (cookie === undefined)
      throw new CommandFailure('server_answer_unexpected', 'unavailable', {
        says: `${url.origin} signed in and sent no session.`,
      })
    const file = await writeSession(run.ports.environment.configDir, url.origin, {
      cookie,
      email: user.email,
      expiresAt,
    })
    const lines = [
      `Signed in at ${url.origin} as ${plain(user.name)} (${plain(user.email)}), until ${sayMoment(new Date(expiresAt))}.`,
      `Add --url ${url.origin} to a command, or set PIT_URL for all of them.`,
    ]
    return { data: { url: url.origin, user, expiresAt, file }, lines }
  },
})

export const signOutCommand = defineCommand<{ url?: string }>({
  path: 'sign-out',
  group: 'Accounts',
  says: 'End the session at a server, there and on this machine.',
  options: [URL_OPTION],
  examples: ['pit sign-out --url https://integrations.example.com'],
  async run(run, { url: address }) {
    const url = addressOf(run, address)
    const { configDir } = run.ports.environment
    const session = await readSession(configDir, url.origin)
    if (session === undefined) return { data: { signedOut: false }, lines: [`Nobody is signed in at ${url.origin}.`] }
    // Forgotten here first: a server that is gone must not keep the session on this machine.
    await writeSession(configDir, url.origin)
    await clientFor(run.ports, url, { kind: 'session', cookie: session.cookie }).send({
      method: 'DELETE',
      path: '/session',
    })
    return { data: { signedOut: true }, lines: [`Signed out at ${url.origin}.`] }
  },
})

/** Asks for the code of the second step where one is wanted. */
async function signInAt(run: Run, url: URL, credentials: { email: string; password: string; code?: string }) {
  const client = anonymousClient(run.ports, url)
  try {
    return await client.send({ method: 'POST', path: '/session', body: credentials })
  } catch (error) {
    const isCodeWanted = error instanceof Problem && error.code === 'second_factor_required'
    if (!isCodeWanted || !(canAsk(run.ports.terminal) || run.ports.environment.passwordFile !== undefined)) throw error
    const code = await askSecret(
      run.ports.terminal,
      'Code of your authenticator app, or a recovery code: ',
      run.ports.signal,
    )
    return client.send({ method: 'POST', path: '/session', body: { ...credentials, code } })
  }
}

function addressOf(run: Run, option: string | undefined): URL {
  const address = option ?? run.ports.environment.url
  if (address !== undefined) return readAddress(address)
  throw new CommandFailure('url_missing', 'invalid', {
    says: 'Say which server: --url (or PIT_URL).',
    hint: 'On the server’s own machine no sign-in is needed: without --url, commands act as its operator.',
  })
}

async function readPassword(run: Run, email: string, url: URL): Promise<string> {
  const { passwordFile } = run.ports.environment
  const text =
    passwordFile === undefined
      ? await askSecret(run.ports.terminal, `Password of ${email} at ${url.host}: `, run.ports.signal)
      : await readSecretFile('PIT_PASSWORD_FILE', passwordFile)
  const password = text.replace(/\r?\n$/, '')
  if (password !== '') return password
  throw new CommandFailure('credential_missing', 'invalid', {
    says: 'No password was given.',
    hint: 'Type it when asked, send it as one line by a pipe, or name a file in PIT_PASSWORD_FILE.',
  })
}
