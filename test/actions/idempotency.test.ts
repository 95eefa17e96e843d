import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Deps } from '../../src/actions/deps.ts'
import { type IdempotencyKey, type Presented, runOnce } from '../../src/actions/idempotency.ts'
import { listIntegrations } from '../../src/actions/integration-list.ts'
import { createIntegration } from '../../src/actions/integrations.ts'
import { randomBase62 } from '../../src/lib/ids.ts'
import { sha256 } from '../../src/lib/secrets.ts'
import { codeOf, startTestHouse, type TestHouse } from '../support/house.ts'
import { OPERATOR } from '../support/integration.ts'

let house: TestHouse
let accountId: string

beforeAll(async () => {
  house = await startTestHouse()
  ;({ accountId } = house)
})
afterAll(() => house.stop())

const newKey = (fields: Partial<IdempotencyKey> = {}): IdempotencyKey => ({
  accountId,
  caller: house.admin.userId,
  key: randomBase62(12),
  fingerprint: sha256('POST /integrations {}'),
  ...fields,
})

type Created = Awaited<ReturnType<typeof createIntegration>>

const present = ({ view, shown }: Created): Presented => ({
  status: 201,
  body: { id: view.integration.id, secret: shown.secret },
  kept: { id: view.integration.id },
})

const create = (deps: Deps, scopes: string[] = []) =>
  createIntegration(deps, house.admin, {
    accountId,
    draft: { name: 'Once', description: '', scopes, allowedIps: [], limits: {} },
  })
const createOnce = (key: IdempotencyKey, scopes?: string[]) =>
  runOnce(house.node.deps, key, { run: deps => create(deps, scopes), present })
const count = async () => (await listIntegrations(house.node.deps, OPERATOR, { accountId, limit: 1000 })).items.length

describe('S69: a request under a key', () => {
  test('S69: is done once: the same again gets the same reply, without the secret', async () => {
    const key = newKey()
    const before = await count()
    const first = await createOnce(key)
    const again = await createOnce(key)
    expect(first).toMatchObject({ status: 201, isReplay: false, body: { secret: expect.stringMatching(/^pit_/) } })
    const { id } = first.body as { id: string }
    expect(again).toEqual({ status: 201, isReplay: true, body: { id } })
    expect(await count()).toBe(before + 1)
  })

  test('S11: is kept without the secret, in no column', async () => {
    const key = newKey()
    const { secret } = (await createOnce(key)).body as { secret: string }
    const { rows } = await house.owner.query('select k::text as text from idempotency_keys k where key = $1', [key.key])
    expect(rows).toHaveLength(1)
    expect(rows[0].text).not.toContain(secret)
  })

  test('S69: with another body is refused, and the first reply stays', async () => {
    const key = newKey()
    const { body } = await createOnce(key)
    expect(await codeOf(createOnce({ ...key, fingerprint: sha256('another') }))).toBe('idempotency_key_reused')
    expect((await createOnce(key)).body).toEqual({ id: (body as { id: string }).id })
  })

  test('S69: of another caller, or in another account, is another key', async () => {
    const key = newKey()
    const ids = new Set<string>()
    for (const owner of [key, { ...key, caller: 'tok_other' }, { ...key, caller: `${key.caller}x` }]) {
      const reply = await createOnce(owner)
      expect(reply.isReplay).toBe(false)
      ids.add((reply.body as { id: string }).id)
    }
    expect(ids.size).toBe(3)
  })

  test('S69: twice at the same moment is done once; the other hears that it is still running', async () => {
    const key = newKey()
    const before = await count()
    const release = Promise.withResolvers<void>()
    const running = Promise.withResolvers<void>()
    const slow = runOnce(house.node.deps, key, {
      run: deps => create({ ...deps, transact: (at, work) => deps.transact(at, tx => held(() => work(tx))) }),
      present,
    })
    async function held<Result>(work: () => Promise<Result>): Promise<Result> {
      const result = await work()
      running.resolve()
      await release.promise
      return result
    }
    await running.promise
    expect(await codeOf(createOnce(key))).toBe('idempotency_key_in_use')
    release.resolve()
    expect((await slow).isReplay).toBe(false)
    expect((await createOnce(key)).isReplay).toBe(true)
    expect(await count()).toBe(before + 1)
  })

  test('S69: ten at once make one, and each of the others is told so or gets its reply', async () => {
    const key = newKey()
    const before = await count()
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        createOnce(key).then(
          reply => (reply.isReplay ? 'replay' : 'made'),
          error => (error as { code: string }).code,
        ),
      ),
    )
    expect(answers.filter(answer => answer === 'made')).toHaveLength(1)
    expect(answers.filter(answer => !['made', 'replay', 'idempotency_key_in_use'].includes(answer))).toEqual([])
    expect(await count()).toBe(before + 1)
  })

  test('S69: that was refused keeps nothing, so it may be sent again', async () => {
    const key = newKey()
    expect(await codeOf(createOnce(key, ['no.such.scope']))).toBe('input_invalid')
    expect((await createOnce(key)).isReplay).toBe(false)
  })

  test('S69: whose transaction failed at its end keeps neither the work nor the reply', async () => {
    const key = newKey()
    const before = await count()
    const broken = runOnce(house.node.deps, key, {
      run: create,
      present: () => {
        throw new Error('the reply cannot be written')
      },
    })
    await expect(broken).rejects.toThrow('cannot be written')
    expect(await count()).toBe(before)
    expect((await createOnce(key)).isReplay).toBe(false)
  })
})
