import { randomBytes } from 'node:crypto'
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { KeyError } from './key-error.ts'
import { createKeys, loadKeyFile, parseKey } from './keys.ts'

const newKey = () => parseKey('A_KEY', randomBytes(32).toString('base64'))

describe('a key', () => {
  test.each([
    ['base64', (bytes: Buffer) => bytes.toString('base64')],
    ['base64 for addresses', (bytes: Buffer) => bytes.toString('base64url')],
    ['hex', (bytes: Buffer) => bytes.toString('hex')],
    ['hex in upper case', (bytes: Buffer) => bytes.toString('hex').toUpperCase()],
    [
      'lines as openssl breaks them',
      (bytes: Buffer) => `${bytes.toString('base64').slice(0, 20)}\n${bytes.toString('base64').slice(20)}\n`,
    ],
  ])('is read from %s', (_what, write) => {
    const bytes = randomBytes(32)
    expect(parseKey('A_KEY', write(bytes)).bytes).toEqual(bytes)
  })

  test('is known by an id that says nothing of it, the same at every start', () => {
    const text = randomBytes(32).toString('base64')
    const { id, bytes } = parseKey('A_KEY', text)
    expect(parseKey('ANOTHER_NAME', text).id).toBe(id)
    expect(id).toMatch(/^[0-9a-f]{12}$/)
    expect(bytes.toString('hex')).not.toContain(id)
    expect(newKey().id).not.toBe(id)
  })

  test.each([
    ['nothing', ''],
    ['too few bytes', randomBytes(31).toString('base64')],
    ['hex of too few bytes', randomBytes(16).toString('hex')],
    ['one character over and over', 'A'.repeat(44)],
    ['hex of one byte over and over', 'ab'.repeat(32)],
    ['text that is no base64', 'a sentence with blanks, commas and full stops, that is long enough.'],
    ['a placeholder', 'change-me-to-a-long-random-value-before-you-start'],
    ['another placeholder', 'replace_this_with_the_output_of_openssl_rand_base64_32'],
    ['a third one', 'MySuperSecretKeyThatNobodyWillEverGuess0123456789'],
  ])('of %s is refused, naming the variable and a remedy, never the value', (_what, text) => {
    expect(() => parseKey('TOKEN_PEPPER', text)).toThrow(KeyError)
    expect(() => parseKey('TOKEN_PEPPER', text)).toThrow(/^TOKEN_PEPPER .*openssl rand -base64 32/)
    try {
      parseKey('TOKEN_PEPPER', text)
    } catch (error) {
      const { message, stack } = error as Error
      if (text.length > 20) for (const told of [message, stack]) expect(told).not.toContain(text.slice(0, 20))
    }
  })
})

describe('keys', () => {
  const material = { pepper: newKey(), keyEncryptionKey: newKey() }
  const keys = createKeys(material)
  const hex = (bytes: Buffer | undefined) => bytes?.toString('hex')

  test('give a MAC of its own to every purpose, so that none fits another place', () => {
    const text = 'pit_text'
    const macs = [
      keys.hashesOf(text)[0]?.hash,
      keys.macOf('cursor', text),
      keys.macOf('form', text),
      keys.macOf(text, ''),
      keys.macOfRow([text]),
      ...keys.checks().flatMap(check => check.keys.map(({ checkMac }) => checkMac)),
    ]
    expect(new Set(macs.map(hex)).size).toBe(macs.length)
    expect(macs.every(mac => mac?.length === 32)).toBe(true)
  })

  test('bind where one field ends and the next begins', () => {
    const rows = [
      ['ab', 'c'],
      ['a', 'bc'],
      ['abc'],
      ['abc', undefined],
      ['a', 'b', 'c'],
      ['a","b', 'c'],
      [1, 'a'],
      ['1', 'a'],
      ['null', 'a'],
      [undefined, 'a'],
    ]
    expect(new Set(rows.map(row => hex(keys.macOfRow(row)))).size).toBe(rows.length)
    expect(hex(keys.macOf('a', 'b","c'))).not.toBe(hex(keys.macOf('a","b', 'c')))
  })

  test('make the same MACs at the next start, and others from another pepper', () => {
    const again = createKeys(material)
    expect(again.hashesOf('x')).toEqual(keys.hashesOf('x'))
    expect(again.checks()).toEqual(keys.checks())
    const other = createKeys({ ...material, pepper: newKey() })
    expect(other.hashesOf('x')).not.toEqual(keys.hashesOf('x'))
    expect(other.macOfRow(['x'])).not.toEqual(keys.macOfRow(['x']))
    expect(other.macOf('cursor', 'x')).not.toEqual(keys.macOf('cursor', 'x'))
  })

  test('hash a secret under the current pepper first, then under the previous one', () => {
    const pepper = newKey()
    const rotated = createKeys({ pepper, previousPepper: material.pepper, keyEncryptionKey: newKey() })
    const [current, previous, ...more] = rotated.hashesOf('x')
    expect(current?.pepperId).toBe(pepper.id)
    expect(previous).toEqual(keys.hashesOf('x')[0])
    expect(more).toEqual([])
  })
})

describe('the key file', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'pit-keys-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const newFolder = () => mkdtemp(path.join(folder, 'data-'))

  test('is made at a first start, for its owner’s eyes only, and read at the next', async () => {
    const dataDir = await newFolder()
    const made = await loadKeyFile(dataDir, true)
    expect((await stat(path.join(dataDir, 'keys.json'))).mode & 0o777).toBe(0o600)
    expect(await loadKeyFile(dataDir, false)).toEqual(made)
    expect(await loadKeyFile(dataDir, true)).toEqual(made)
    expect(await readdir(dataDir)).toEqual(['keys.json'])
    expect(made.pepper.id).not.toBe(made.keyEncryptionKey.id)
  })

  test('is never made up for a database that was made with another: the message says what to put back', async () => {
    const dataDir = await newFolder()
    await expect(loadKeyFile(dataDir, false)).rejects.toThrow(
      /keys\.json is missing.*put it back, or set TOKEN_PEPPER and KEY_ENCRYPTION_KEY\.$/,
    )
    expect(await readdir(dataDir)).toEqual([])
  })

  test.each(['', '{', 'null', '[]', '{"pepper": 5}'])('damaged is refused and left as it is: %s', async text => {
    const dataDir = await newFolder()
    const file = path.join(dataDir, 'keys.json')
    await writeFile(file, text)
    await expect(loadKeyFile(dataDir, true)).rejects.toThrow(KeyError)
    await expect(loadKeyFile(dataDir, true)).rejects.toThrow(file)
    expect(await readFile(file, 'utf8')).toBe(text)
  })

  test('is made anew where a link to another file was planted: that one stays as it is, and learns no key', async () => {
    const dataDir = await newFolder()
    const target = path.join(await newFolder(), 'target')
    await writeFile(target, 'as it was')
    await symlink(target, path.join(dataDir, 'keys.json.new'))
    await loadKeyFile(dataDir, true)
    expect(await readFile(target, 'utf8')).toBe('as it was')
    const made = await lstat(path.join(dataDir, 'keys.json'))
    expect([made.isFile(), made.mode & 0o777]).toEqual([true, 0o600])
  })

  test('is not made where something else stands in the way of its draft: the message names it', async () => {
    const dataDir = await newFolder()
    await mkdir(path.join(dataDir, 'keys.json.new'))
    await expect(loadKeyFile(dataDir, true)).rejects.toThrow(/^\S+keys\.json\.new is no file of this server's/)
  })

  test('that cannot be read is refused with the reason, not replaced', async () => {
    const dataDir = await newFolder()
    await mkdir(path.join(dataDir, 'keys.json'))
    await expect(loadKeyFile(dataDir, true)).rejects.toThrow(/keys\.json cannot be read \(EISDIR\)/)
  })
})
