import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Api, apiOf } from '../support/api.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let api: Api
beforeAll(async () => {
  server = await startTestServer()
  api = apiOf(server)
})
afterAll(() => server.stop())

const policies = () => `${api.account}/policies`

test('GET 200: the defaults of a new account', async () => {
  expect((await api('GET', policies())).body).toEqual({ rotationDays: 90, tokenAgeDaysMax: null, unusedDays: 90 })
})

describe('PATCH 200', () => {
  test('moves the day on which each integration is due', async () => {
    const { path } = await api.integration()
    expect((await api('PATCH', policies(), { rotationDays: 30 })).body).toMatchObject({ rotationDays: 30 })
    expect((await api('GET', path)).body.integration.rotationDueAt).toBe('2026-01-31T00:00:00.000Z')
    expect(await api.lastAudit()).toMatchObject({ action: 'account.policies_changed' })
  })

  test('gives new tokens a maximum age, and takes it away with null', async () => {
    await api('PATCH', policies(), { tokenAgeDaysMax: 10 })
    const { secret } = await api.integration()
    expect((await api.as(secret)('GET', '/me')).body.token.endsAt).toBe('2026-01-11T00:00:00.000Z')
    expect((await api('PATCH', policies(), { tokenAgeDaysMax: null })).body).toMatchObject({ tokenAgeDaysMax: null })
  })

  test('leaves no entry when nothing changes', async () => {
    const { body } = await api('GET', policies())
    const before = await api.records()
    await api('PATCH', policies(), body)
    expect(await api.records()).toEqual(before)
  })
})

describe('PATCH 422', () => {
  test.each([
    [{ rotationDays: 0 }, 'rotationDays'],
    [{ rotationDays: 366 }, 'rotationDays'],
    [{ rotationDays: null }, 'rotationDays'],
    [{ rotationDays: '90' }, 'rotationDays'],
    [{ tokenAgeDaysMax: 0 }, 'tokenAgeDaysMax'],
    [{ tokenAgeDaysMax: 3651 }, 'tokenAgeDaysMax'],
    [{ tokenAgeDaysMax: 1.5 }, 'tokenAgeDaysMax'],
    [{ unusedDays: 0 }, 'unusedDays'],
    [{}, 'body'],
    [{ idleDays: 5 }, 'idleDays'],
  ])('%j', async (body, field) => {
    const reply = await api('PATCH', policies(), body)
    expect(reply.body.fields).toEqual([{ field, message: expect.stringMatching(/^(must|is)/) }])
  })
})
