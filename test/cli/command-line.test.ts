import { execFileSync } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newSecret } from '../../src/lib/secrets.ts'
import { Pit } from '../support/pit.ts'

let folder: string
let pit: Pit

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pit-line-'))
  pit = new Pit({ DATA_DIR: path.join(folder, 'data'), XDG_CONFIG_HOME: folder })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('the real command', () => {
  it('exits with 2 and says what was meant when it is mistyped', async () => {
    const ran = await pit.run(['rotat', 'x'])
    expect(ran).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('Did you mean rotate?') })
  })

  it('refuses a token among its arguments and repeats it nowhere', async () => {
    const secret = newSecret('pit_')
    const ran = await pit.run(['rotate', secret, '--json'])
    expect([ran.code, JSON.parse(ran.stderr).error.code]).toEqual([2, 'token_in_arguments'])
    expect(ran.stdout + ran.stderr).not.toContain(secret.slice(4, 20))
  })

  it('completes commands in bash', async () => {
    const { stdout } = await pit.run(['completion', 'bash'])
    const script = path.join(folder, 'pit.bash')
    await writeFile(script, stdout)
    const main = path.join(import.meta.dirname, '../../src/main.ts')
    // What the bash-completion package does for the script: where the cursor stands among the words.
    const stub = '_get_comp_words_by_ref() { words=(pit can); cur=can; prev=pit; cword=1; }; compopt() { :; }'
    const run = `pit() { "${process.execPath}" "${main}" "$@"; }; ${stub}; source "${script}"; __pit_complete; printf "%s\\n" "\${COMPREPLY[@]}"`
    expect(execFileSync('bash', ['-c', run], { encoding: 'utf8' }).trim()).toBe('cancel-rotation')
  })
})

describe('without a database', () => {
  it('a command says so and makes none', async () => {
    const ran = await pit.run(['integrations', 'list', '--json'])
    expect([ran.code, JSON.parse(ran.stderr).error.code]).toEqual([8, 'database_missing'])
    expect(await readdir(folder)).not.toContain('data')
  })

  it('doctor has nothing to complain of', async () => {
    const ran = await pit.run(['doctor', '--json'], { env: { PORT: '0' } })
    expect([ran.code, ran.json().ok]).toEqual([0, true])
    expect(await readdir(folder)).not.toContain('data')
  })

  it('names every fault of the configuration at once', async () => {
    const ran = await pit.run(['doctor'], { env: { PORT: 'abc', LOG_LEVEL: 'loud' } })
    expect(ran.code).toBe(9)
    expect(ran.stdout).toMatch(/PORT must be a whole number[\s\S]*LOG_LEVEL must be one of/)
  })

  it('serve explains a configuration that is not right', async () => {
    const ran = await pit.run(['serve'], { env: { PORT: '99999' } })
    expect([ran.code, ran.stderr]).toEqual([
      2,
      expect.stringMatching(/^Error: The configuration is not right:\n {2}- PORT/),
    ])
  })

  it('says what is wrong with a database that does not answer, not with its password', async () => {
    const DATABASE_URL = 'postgres://pit:verysecretword@127.0.0.1:1/pit'
    const ran = await pit.run(['accounts', 'list'], { env: { DATABASE_URL } })
    expect([ran.code, ran.stderr]).toEqual([8, expect.stringMatching(/database does not answer/)])
    expect(ran.stderr).not.toContain('verysecretword')
  })
})
