import { beforeEach, describe, expect, test } from 'vitest'
import { type FixedClock, fixedClock } from '../lib/clock.ts'
import { randomBase62 } from '../lib/ids.ts'
import { createKeys, parseKey } from '../lib/keys.ts'
import { newSecret } from '../lib/secrets.ts'
import { PendingChanges } from './pending-changes.ts'
import { TokenIndex } from './token-index.ts'
import type { UseRecorder } from './use-recorder.ts'
import { createVerifier, type Verifier } from './verifier.ts'

const key = () => parseKey('a key', randomBase62(64))
const material = { pepper: key(), keyEncryptionKey: key() }
const keys = createKeys(material)
const BY = { kind: 'system', name: 'test' } as const

let clock: FixedClock
let index: TokenIndex
let pending: PendingChanges
let timesWanted: number
let isTrusted: boolean
let verifier: Verifier
let secret: string

beforeEach(() => {
  clock = fixedClock()
  index = new TokenIndex()
  timesWanted = 0
  pending = new PendingChanges(() => timesWanted++)
  index.setPlace({ id: 'acc_agency', kind: 'agency', wireId: 'company' })
  index.setPlace({ id: 'acc_1', kind: 'location', parentId: 'acc_agency', wireId: 'location' })
  isTrusted = true
  verifier = createVerifier({ index, pending, keys, clock, isTrusted: () => isTrusted, use: {} as UseRecorder })
  secret = newSecret('pit_')
})

interface Given {
  by?: typeof keys
  accountId?: string
  endsAt?: Date
  disabledAt?: Date
  expiresAt?: Date
  allowedIps?: string[]
}

/** Puts the secret into the index, as a load would. */
function admit({ by = keys, accountId = 'acc_1', endsAt, disabledAt, expiresAt, allowedIps = [] }: Given = {}): void {
  const at = clock.now()
  const [hashed] = by.hashesOf(secret)
  const integration = {
    ...{ id: 'int_1', accountId, name: 'Sync', description: '', scopes: ['contacts.readonly'] },
    ...{ accessVersion: 1, limits: { perDay: 9 }, allowedIps, disabledAt, expiresAt, version: 1 },
    ...{ createdBy: BY, createdAt: at, updatedAt: at },
  }
  const token = { id: 'tok_1', accountId, integrationId: 'int_1', last4: 'last', role: 'current' as const, endsAt }
  const tokens = [{ ...token, createdBy: BY, createdAt: at, secretHash: hashed?.hash ?? Buffer.alloc(32) }]
  index.apply('int_1', { integration, tokens })
}

const soon = () => new Date(clock.now().getTime() + 1000)
const answer = (caller: { ip?: string } = {}) => {
  const verdict = verifier.check(secret, caller)
  return verdict.ok ? 'ok' : verdict.reason
}

describe('a good secret', () => {
  test('opens its account with its scopes and limits', () => {
    admit()
    expect(verifier.check(secret, {})).toEqual({
      ok: true,
      principal: expect.objectContaining({
        accountId: 'acc_1',
        accountKind: 'location',
        wireId: 'location',
        companyId: 'company',
        integrationId: 'int_1',
        tokenId: 'tok_1',
        scopes: new Set(['contacts.readonly']),
      }),
      limits: { perDay: 9 },
    })
  })

  test('of an agency is told the agency’s own id as the company’s', () => {
    admit({ accountId: 'acc_agency' })
    const verdict = verifier.check(secret, {})
    expect(verdict.ok && verdict.principal).toMatchObject({
      accountKind: 'agency',
      wireId: 'company',
      companyId: 'company',
    })
  })

  test('made under the previous pepper opens as well', () => {
    admit()
    const rotated = createKeys({ ...material, pepper: key(), previousPepper: material.pepper })
    const later = createVerifier({
      index,
      pending,
      keys: rotated,
      clock,
      isTrusted: () => true,
      use: {} as UseRecorder,
    })
    expect(later.check(secret, {}).ok).toBe(true)
  })
})

describe('a refusal', () => {
  test.each(['', 'pit_', 'x', `pit_${'0'.repeat(38)}`, 'Bearer pit_'])(
    'is “malformed” for %j, without a look-up',
    text => {
      isTrusted = false
      expect(verifier.check(text, {})).toEqual({ ok: false, reason: 'malformed' })
    },
  )

  test('is “unknown” for a secret that nobody made', () => expect(answer()).toBe('unknown'))

  test('is “ended” from the very millisecond of its end', () => {
    admit({ endsAt: soon() })
    const answers = ['999 ms', '1 ms', '1 ms'].map(span => {
      clock.advance(span)
      return answer()
    })
    expect(answers).toEqual(['ok', 'ended', 'ended'])
  })

  test('is “expired” from the very millisecond of the integration’s expiry', () => {
    admit({ expiresAt: soon() })
    const answers = ['999 ms', '1 ms'].map(span => {
      clock.advance(span)
      return answer()
    })
    expect(answers).toEqual(['ok', 'expired'])
  })

  test('is “disabled” while the integration is', () => {
    admit({ disabledAt: clock.now() })
    expect(answer()).toBe('disabled')
  })

  test('is “address” from elsewhere, and when nobody knows from where', () => {
    admit({ allowedIps: ['192.0.2.0/24'] })
    expect(
      [{ ip: '192.0.2.9' }, { ip: '::ffff:192.0.2.9' }, { ip: '198.51.100.9' }, { ip: '' }, {}].map(answer),
    ).toEqual(['ok', 'ok', 'address', 'address', 'address'])
  })

  test('names the first reason of several: ended, disabled, expired, address', () => {
    const past = clock.now()
    admit({ endsAt: past, disabledAt: past, expiresAt: past, allowedIps: ['192.0.2.1'] })
    expect(answer()).toBe('ended')
    admit({ disabledAt: past, expiresAt: past, allowedIps: ['192.0.2.1'] })
    expect(answer()).toBe('disabled')
    admit({ expiresAt: past, allowedIps: ['192.0.2.1'] })
    expect(answer()).toBe('expired')
  })

  test('S17: is “unavailable” whatever the secret is while this node holds no lease', () => {
    admit({ endsAt: clock.now() })
    isTrusted = false
    expect(answer()).toBe('unavailable')
    expect(verifier.check(newSecret('pit_'), {})).toEqual({ ok: false, reason: 'unavailable' })
  })

  test('S17: is “unavailable” when the account of a good secret is not known here yet', () => {
    admit({ accountId: 'acc_new' })
    expect(answer()).toBe('unavailable')
  })
})

describe('while a change is committed and not read yet', () => {
  const change = (integrationIds: string[]) => {
    const added = pending.add({ seq: 1, integrationIds })
    return {
      async applied() {
        pending.settle([added])
        await added.settled
      },
      failed: () => pending.fail(new Error('no database'), [added]),
    }
  }

  test('nothing is decided about a token of its integration before it is, and then by what it says', async () => {
    admit()
    const first = change(['int_1'])
    const second = change(['int_2', 'int_1'])
    const verdict = verifier.decide(secret, {})
    expect(verdict).toBeInstanceOf(Promise)
    expect(answer(), 'who cannot wait').toBe('unavailable')
    await first.applied()
    expect(answer(), 'another one pends').toBe('unavailable')
    admit({ disabledAt: clock.now() })
    await second.applied()
    expect(await verdict).toEqual({ ok: false, reason: 'disabled' })
    expect(answer()).toBe('disabled')
  })

  test('who asks has it read at once; nobody else does', () => {
    admit()
    change(['int_2'])
    expect(answer(), 'a token of another integration').toBe('ok')
    expect(timesWanted).toBe(0)
    change(['int_1'])
    answer()
    expect(timesWanted).toBe(1)
  })

  test('an unknown token may be a new one, and waits; tokens of other integrations do not', async () => {
    admit()
    const unread = change(['int_2'])
    expect(verifier.decide(secret, {})).toMatchObject({ ok: true })
    secret = newSecret('pit_')
    const verdict = verifier.decide(secret, {})
    expect(verdict).toBeInstanceOf(Promise)
    admit()
    await unread.applied()
    expect(await verdict).toMatchObject({ ok: true })
  })

  test('that cannot be read it is our own trouble, and the next one that can be ends it', async () => {
    admit()
    const unread = change(['int_1'])
    unread.failed()
    expect(await verifier.decide(secret, {})).toEqual({ ok: false, reason: 'unavailable' })
    expect(await verifier.decide(newSecret('pit_'), {})).toEqual({ ok: false, reason: 'unavailable' })
    pending.settle(pending.all())
    expect(verifier.decide(secret, {})).toMatchObject({ ok: true })
  })

  test('nobody waits for it once the lease is over', async () => {
    admit()
    change(['int_1'])
    const verdict = verifier.decide(secret, {})
    pending.fail(new Error('the lease is over'))
    expect(await verdict).toEqual({ ok: false, reason: 'unavailable' })
  })

  test('a call waits once, however many changes come behind', async () => {
    admit()
    const first = change(['int_1'])
    const verdict = verifier.decide(secret, {})
    change(['int_1'])
    await first.applied()
    expect(await verdict).toMatchObject({ ok: true })
  })

  test('a malformed secret is refused as ever', () => {
    change(['int_1'])
    expect(verifier.decide('pit_', {})).toEqual({ ok: false, reason: 'malformed' })
  })
})
