import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { ConfigError, keysOf, readConfig, SETTINGS, summaryOf } from './config.ts'

const newKey = () => randomBytes(32).toString('base64')
const faultsOf = (environment: Record<string, string>): string[] => {
  try {
    readConfig(environment)
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError)
    const [head, ...faults] = (error as Error).message.split('\n')
    expect(head).toBe('The configuration is not right:')
    return faults.map(fault => fault.replace('  - ', ''))
  }
  return []
}

describe('an empty environment', () => {
  test('is a server for this machine alone, with everything in ./data', () => {
    expect(readConfig({})).toMatchObject({
      PORT: 3000,
      HOST: '127.0.0.1',
      PUBLIC_URL: undefined,
      DATA_DIR: path.resolve('data'),
      DATABASE_URL: undefined,
      DATABASE_CONNECTIONS: 10,
      SAMPLE_DATA: false,
      ALLOWED_HOSTS: [],
      TRUSTED_PROXIES: [],
      LOG_LEVEL: 'info',
    })
  })

  test('reads the same when every variable is set to nothing, as compose files do', () => {
    expect(readConfig(Object.fromEntries(Object.keys(SETTINGS).map(name => [name, ''])))).toEqual(readConfig({}))
  })
})

describe('faults', () => {
  test('an e-mail address that is none names its variable', () => {
    const faults = faultsOf({ BOOTSTRAP_ADMIN_EMAIL: 'foo', BOOTSTRAP_ADMIN_PASSWORD: 'correct horse battery staple' })
    expect(faults).toEqual(['BOOTSTRAP_ADMIN_EMAIL must be an e-mail address such as name@example.com.'])
  })

  test.each([
    ['PORT', '65536', 'PORT must be a whole number from 0 to 65535.'],
    ['PORT', '80a', 'PORT must be a whole number from 0 to 65535.'],
    ['PORT', '-1', 'PORT must be a whole number from 0 to 65535.'],
    ['PORT', '1e3', 'PORT must be a whole number from 0 to 65535.'],
    ['HOST', ' ', 'HOST must not be empty.'],
    ['ALLOWED_HOSTS', 'a.example.com,http://x/', /^ALLOWED_HOSTS must be host names .* not "http:\/\/x\/"\.$/],
    ['PUBLIC_URL', 'integrations.example.com', /^PUBLIC_URL must be an address such as https/],
    ['PUBLIC_URL', 'https://example.com/path', /^PUBLIC_URL must be an address such as https/],
    ['PUBLIC_URL', 'ftp://example.com', /^PUBLIC_URL must be an address such as https/],
    ['PUBLIC_URL', 'https://:word@example.com', /^PUBLIC_URL must be an address such as https/],
    ['TRUSTED_PROXIES', '10.0.0.1,proxy', /^TRUSTED_PROXIES must be addresses or networks/],
    ['DATABASE_URL', 'mysql://x', /^DATABASE_URL must look like postgres:/],
    ['DATABASE_CONNECTIONS', '1', /^DATABASE_CONNECTIONS must be a whole number from 2 to 500/],
    ['SAMPLE_DATA', 'yes', 'SAMPLE_DATA must be 1 or 0.'],
    ['DRAIN_SECONDS', '601', /^DRAIN_SECONDS must be a whole number from 0 to 600/],
    ['LOG_LEVEL', 'loud', /^LOG_LEVEL must be one of debug, info, warn, error, silent/],
  ])('%s=%j is told by name, with what would be right', (name, value, fault) => {
    const faults = faultsOf({ [name]: value })
    expect(faults).toHaveLength(1)
    expect(faults[0]).toMatch(fault)
  })

  test('are told all at once, in the order of the documentation', () => {
    const faults = faultsOf({
      PORT: 'x',
      DATABASE_URL: 'x',
      TOKEN_PEPPER: 'x',
      BOOTSTRAP_ADMIN_EMAIL: 'mara@example.com',
      LOG_LEVEL: 'x',
    })
    expect(faults.map(fault => fault.split(' ')[0])).toEqual([
      'PORT',
      'DATABASE_URL',
      'TOKEN_PEPPER',
      'LOG_LEVEL',
      'TOKEN_PEPPER',
      'BOOTSTRAP_ADMIN_EMAIL',
    ])
    expect(faults).toContain('TOKEN_PEPPER and KEY_ENCRYPTION_KEY must be set together, or neither.')
  })

  test('of one variable are not blamed on its companion', () => {
    expect(faultsOf({ BOOTSTRAP_ADMIN_EMAIL: 'mara@example.com', BOOTSTRAP_ADMIN_PASSWORD: 'short' })).toEqual([
      'BOOTSTRAP_ADMIN_PASSWORD must be at least 15 characters; a sentence is easy to remember.',
    ])
    const weak = { BOOTSTRAP_ADMIN_EMAIL: 'mara@example.com', BOOTSTRAP_ADMIN_PASSWORD: 'passwordpassword' }
    expect(faultsOf(weak)).toEqual([
      expect.stringMatching(/^BOOTSTRAP_ADMIN_PASSWORD must not be a password that many people use/),
    ])
    expect(faultsOf({ TOKEN_PEPPER: 'short', KEY_ENCRYPTION_KEY: newKey() })).toHaveLength(1)
  })

  test.each([
    [{ TOKEN_PEPPER: newKey() }, /^TOKEN_PEPPER and KEY_ENCRYPTION_KEY must be set together/],
    [{ KEY_ENCRYPTION_KEY: newKey() }, /^TOKEN_PEPPER and KEY_ENCRYPTION_KEY must be set together/],
    [{ TOKEN_PEPPER_PREVIOUS: newKey() }, /^TOKEN_PEPPER_PREVIOUS must not be set without TOKEN_PEPPER/],
    [{ BOOTSTRAP_ADMIN_EMAIL: 'mara@example.com' }, /^BOOTSTRAP_ADMIN_EMAIL and BOOTSTRAP_ADMIN_PASSWORD/],
    [{ BOOTSTRAP_ADMIN_PASSWORD: 'many words in a row' }, /^BOOTSTRAP_ADMIN_EMAIL and BOOTSTRAP_ADMIN_PASSWORD/],
  ])('of what must come together are told: %#', (environment, fault) => {
    expect(faultsOf(environment as unknown as Record<string, string>)).toEqual([expect.stringMatching(fault)])
  })

  test('S14: never carry the value of a secret', () => {
    const secrets = Object.entries(SETTINGS).filter(([, entry]) => 'isSecret' in entry)
    expect(secrets.length).toBeGreaterThan(3)
    for (const [name] of secrets) {
      const value = 'canary-value!'
      expect(faultsOf({ [name]: value }).join(), name).not.toContain('canary')
    }
  })
})

describe('values', () => {
  test('are read into what they mean', () => {
    const config = readConfig({
      PORT: '0',
      PUBLIC_URL: 'https://integrations.example.com',
      ALLOWED_HOSTS: ' a.example.com, b.example.com ,',
      TRUSTED_PROXIES: '10.0.0.0/8,2001:db8::1',
      DATABASE_URL: 'postgresql://user@host/database',
      SAMPLE_DATA: 'true',
      DATA_DIR: '/var/lib/pit',
    })
    expect(config).toMatchObject({
      PORT: 0,
      PUBLIC_URL: new URL('https://integrations.example.com'),
      ALLOWED_HOSTS: ['a.example.com', 'b.example.com'],
      TRUSTED_PROXIES: ['10.0.0.0/8', '2001:db8::1'],
      DATABASE_URL: 'postgresql://user@host/database',
      SAMPLE_DATA: true,
      DATA_DIR: '/var/lib/pit',
    })
  })

  test('of both keys make the material; without them the data folder’s file is meant', () => {
    const [pepper, previous, key] = [newKey(), newKey(), newKey()]
    const config = readConfig({ TOKEN_PEPPER: pepper, TOKEN_PEPPER_PREVIOUS: previous, KEY_ENCRYPTION_KEY: key })
    expect(keysOf(config)).toMatchObject({
      pepper: { bytes: Buffer.from(pepper, 'base64') },
      previousPepper: { bytes: Buffer.from(previous, 'base64') },
      keyEncryptionKey: { bytes: Buffer.from(key, 'base64') },
    })
    expect(keysOf(readConfig({}))).toBeUndefined()
  })
})

describe('the summary for the log', () => {
  test('S14: tells of secrets only that they are set, and of others what was set', () => {
    const pepper = newKey()
    const environment = {
      PORT: '8080',
      TOKEN_PEPPER: pepper,
      DATABASE_URL: 'postgres://u:canary@h/d',
      OTHER: 'x',
      HOST: '',
    }
    expect(summaryOf(environment)).toEqual({ PORT: '8080', TOKEN_PEPPER: 'set', DATABASE_URL: 'set' })
  })
})
