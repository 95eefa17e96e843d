import { afterAll, beforeAll, expect, test } from 'vitest'
import { changePolicies } from '../../src/actions/accounts.ts'
import { endPastOverlaps } from '../../src/actions/housekeeping.ts'
import { editIntegration, getIntegration } from '../../src/actions/integrations.ts'
import { cancelRotation, expireTokenNow, rotateToken } from '../../src/actions/rotations.ts'
import { fixedClock } from '../../src/lib/clock.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { newIntegration, OPERATOR, setUpAccounts } from '../support/integration.ts'
import { testKeys } from '../support/keys.ts'
import { startTestNode, type TestNode } from '../support/node.ts'

const clock = fixedClock()
let testDatabase: TestDatabase
let node: TestNode
let accountId: string

beforeAll(async () => {
  testDatabase = await createTestDatabase()
  node = await startTestNode(testDatabase, { clock, keys: testKeys() })
  accountId = (await setUpAccounts(node.deps)).location.id
})

afterAll(async () => {
  await node.stop()
  await testDatabase.drop()
})

const isAccepted = (secret: string) => node.verifier.check(secret, {}).ok

test('S19: keeps the old token working until the last millisecond of the overlap, and not at its end', async () => {
  const { ref, secret: old } = await newIntegration(node.deps, accountId)
  const { shown, view } = await rotateToken(node.deps, OPERATOR, { ...ref, old: 'expireLater', overlapHours: 1 })
  const endsAt = view.rotation.state === 'rotating' ? view.rotation.endsAt : undefined
  expect(endsAt).toEqual(new Date(clock.now().getTime() + 3_600_000))

  clock.advance('1 hour')
  clock.advance('-1 ms')
  expect(isAccepted(old)).toBe(true)
  clock.advance('1 ms')
  expect(isAccepted(old)).toBe(false)
  clock.advance('1 ms')
  expect(isAccepted(old)).toBe(false)
  expect(isAccepted(shown.secret)).toBe(true)
  expect((await getIntegration(node.deps, OPERATOR, ref)).rotation.state).toBe('stable')
})

test('the worker writes the end of an overlap down once, not before its deadline', async () => {
  const { ref } = await newIntegration(node.deps, accountId)
  await rotateToken(node.deps, OPERATOR, { ...ref, old: 'expireLater', overlapHours: 1 })
  await endPastOverlaps(node.deps)
  clock.advance('1 hour')
  clock.advance('-1 ms')
  expect(await endPastOverlaps(node.deps)).toBe(0)
  clock.advance('1 ms')
  expect(await endPastOverlaps(node.deps)).toBe(1)
  expect(await endPastOverlaps(node.deps)).toBe(0)
})

test('S19: an overlap never outlives the old token’s own expiry, and cancelling gives that expiry back', async () => {
  await changePolicies(node.deps, OPERATOR, { accountId, policies: { tokenAgeDaysMax: 3 } })
  const { ref, secret: old } = await newIntegration(node.deps, accountId)
  await changePolicies(node.deps, OPERATOR, { accountId, policies: { tokenAgeDaysMax: null } })
  const madeAt = clock.now().getTime()
  clock.advance('1 day')
  const { view } = await rotateToken(node.deps, OPERATOR, { ...ref, old: 'expireLater', overlapHours: 168 })
  const ownEnd = new Date(madeAt + 3 * 86_400_000)
  expect(view.rotation).toMatchObject({ state: 'rotating', endsAt: ownEnd })

  const cancelled = await cancelRotation(node.deps, OPERATOR, { ...ref, isConfirmed: false })
  expect(cancelled.rotation.current.endsAt).toEqual(ownEnd)
  expect(isAccepted(old)).toBe(true)
  clock.set(ownEnd)
  expect(isAccepted(old)).toBe(false)
})

test('an integration’s own expiry counts to the millisecond', async () => {
  const { ref, secret } = await newIntegration(node.deps, accountId)
  const expiresAt = new Date(clock.now().getTime() + 1000)
  await editIntegration(node.deps, OPERATOR, { ...ref, change: { expiresAt } })
  clock.advance('999 ms')
  expect(isAccepted(secret)).toBe(true)
  clock.advance('1 ms')
  expect(isAccepted(secret)).toBe(false)
})

test('S20: cancelling kills the new token at once and leaves the old untouched; expire-now kills the old at once', async () => {
  const first = await newIntegration(node.deps, accountId)
  const started = await rotateToken(node.deps, OPERATOR, { ...first.ref, old: 'expireLater' })
  await cancelRotation(node.deps, OPERATOR, { ...first.ref, isConfirmed: false })
  expect(isAccepted(first.secret)).toBe(true)
  expect(isAccepted(started.shown.secret)).toBe(false)

  const again = await rotateToken(node.deps, OPERATOR, { ...first.ref, old: 'expireLater' })
  await expireTokenNow(node.deps, OPERATOR, first.ref)
  expect(isAccepted(first.secret)).toBe(false)
  expect(isAccepted(again.shown.secret)).toBe(true)
})

test('S20: editing name, description and scopes never changes the secret', async () => {
  const { ref, secret } = await newIntegration(node.deps, accountId)
  const change = { name: 'Another name', description: 'New words', scopes: ['contacts.write'] }
  await editIntegration(node.deps, OPERATOR, { ...ref, change })
  const verdict = node.verifier.check(secret, {})
  expect(verdict.ok && [...verdict.principal.scopes]).toEqual(['contacts.write'])
})

test('refuses to cancel once the new token has been used, and names the client', async () => {
  const { ref } = await newIntegration(node.deps, accountId)
  const { shown } = await rotateToken(node.deps, OPERATOR, { ...ref, old: 'expireLater' })
  const verdict = node.verifier.check(shown.secret, {})
  if (!verdict.ok) throw new Error(verdict.reason)
  node.verifier.recordUse(verdict.principal, {
    ip: '192.0.2.15',
    userAgent: 'python-requests/2.32',
    clientName: 'payroll',
  })

  const refused = cancelRotation(node.deps, OPERATOR, { ...ref, isConfirmed: false })
  await expect(refused).rejects.toMatchObject({
    code: 'rotation_new_token_used',
    facts: { clients: [{ network: '192.0.2.15', userAgent: 'python-requests/2.32', clientName: 'payroll', calls: 1 }] },
  })
  expect(isAccepted(shown.secret)).toBe(true)
  await cancelRotation(node.deps, OPERATOR, { ...ref, isConfirmed: true })
  expect(isAccepted(shown.secret)).toBe(false)
})
