import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { IntegrationWithToken } from '../contract/integrations.ts'
import { newSecret } from '../lib/secrets.ts'
import type { Run } from './command.ts'
import { withSecretSink } from './secret-output.ts'

const secret = newSecret('pit_')
const made = {
  integration: {},
  token: { id: 'tok_1', secret, last4: secret.slice(-4), createdAt: '' },
} as IntegrationWithToken
const run = { tell() {} } as unknown as Run
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'secret-output-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('a new secret', () => {
  it('is shown once, with the sentence that it can’t be shown again', async () => {
    const { token, lines } = await withSecretSink(run, undefined, sink => sink.show(made))
    expect(token).toEqual(made.token)
    expect(lines.join('\n')).toMatch(/shown this once and can't be shown again/)
    expect(lines.filter(line => line.includes(secret))).toHaveLength(1)
  })

  it('goes into a file that its owner alone can read, and nowhere else', async () => {
    const file = path.join(folder, 'new.token')
    const shown = await withSecretSink(run, file, sink => sink.show(made))
    expect(await readFile(file, 'utf8')).toBe(`${secret}\n`)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(JSON.stringify(shown)).not.toContain(secret)
    expect(shown.token).toMatchObject({ id: 'tok_1', secretFile: file })
  })

  it('is not even made when the file is there already', async () => {
    const file = path.join(folder, 'kept')
    await writeFile(file, 'mine')
    let isMade = false
    const asked = withSecretSink(run, file, async () => {
      isMade = true
    })
    await expect(asked).rejects.toMatchObject({ code: 'secret_file_exists' })
    expect(isMade).toBe(false)
    expect(await readFile(file, 'utf8')).toBe('mine')
  })

  it('leaves no empty file behind when it could not be made', async () => {
    const file = path.join(folder, 'refused')
    await expect(withSecretSink(run, file, () => Promise.reject(new Error('refused')))).rejects.toThrow('refused')
    await expect(stat(file)).rejects.toMatchObject({ code: 'ENOENT' })
  })
})
