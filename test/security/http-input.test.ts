import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let cookie: string
let path: string
let token: string
beforeAll(async () => {
  server = await startTestServer({ sampleData: true })
  cookie = await server.signIn()
  path = `/accounts/${server.account.id}/integrations`
  token = (await server.createIntegration(['contacts.readonly', 'contacts.write'])).secret
})
afterAll(() => server.stop())

/** A POST whose body is exactly these bytes. */
function post(body: string | Buffer, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${server.url}/api${path}`, {
    method: 'POST',
    headers: { cookie, origin: server.url, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  })
}

/** The same for a contact of API v2.0. */
function postContact(body: string): Promise<Response> {
  return fetch(`${server.url}/v2/contacts/`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, version: '2021-07-28', 'content-type': 'application/json' },
    body,
  })
}

const withName = (name: string) => `{"name":${name},"scopes":[]}`
const contactWith = (name: string) => `{"locationId":"${server.account.locationId}","firstName":${name}}`

describe('S60: bodies that are not what they say', () => {
  test.each([
    ['text/plain', 415],
    ['application/x-www-form-urlencoded', 415],
    ['multipart/form-data; boundary=x', 415],
    ['application/xml', 415],
    ['application/jsonx', 415],
    ['application/json-patch+json', 415],
    ['application/json; charset=utf-16', 415],
    ['application/json; charset=iso-8859-1', 415],
    ['nonsense', 415],
    ['APPLICATION/JSON; charset="UTF-8"', 201],
    ['application/json;charset=utf-8', 201],
  ])('%s is %i', async (type, status) => {
    const reply = await post(withName('"x"'), { 'content-type': type })
    expect(reply.status).toBe(status)
    if (status === 415) expect(await reply.json()).toMatchObject({ code: 'content_type_unsupported' })
  })

  test.each(['gzip', 'br', 'deflate', 'gzip, gzip', 'x'])(
    'a body in Content-Encoding %s is 415, unread',
    async coding => {
      expect((await post('\x1f\x8b', { 'content-encoding': coding })).status).toBe(415)
    },
  )

  test.each(['{', '[1', '', 'nul', '{"name":"x",}', "{'name':'x'}", '{"name":"a","name":"b","scopes":[]}', '\ufeff{}'])(
    '%j is refused before anything looks at it',
    async body => {
      const reply = await post(body)
      expect([400, 422]).toContain(reply.status)
      const wire = await postContact(body)
      expect([400, 422]).toContain(wire.status)
    },
  )

  test('invalid UTF-8 is 400, not silently mended', async () => {
    const reply = await post(Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]))
    expect(reply.status).toBe(400)
  })

  test('a GET that names JSON and sends nothing is an ordinary GET: clients do that', async () => {
    const headers = { authorization: `Bearer ${token}`, version: '2023-02-21', 'content-type': 'application/json' }
    const reply = await fetch(`${server.url}/v2/contacts/?locationId=${server.account.locationId}`, { headers })
    expect(reply.status).toBe(200)
  })

  test('a DELETE may carry JSON or none', async () => {
    const list = await server.v2(token, 'GET', `/contacts/?locationId=${server.account.locationId}`)
    const { contacts } = (await list.json()) as { contacts: { id: string }[] }
    const contact = contacts[0]?.id
    const reply = await server.v2(token, 'DELETE', `/contacts/${contact}/tags`, { tags: ['nothing'] })
    expect(reply.status).toBe(200)
    expect((await server.v2(token, 'DELETE', `/contacts/${contact}`)).status).toBe(200)
  })
})

describe('S61: text that cannot be kept as it is', () => {
  test.each(['"a\\u0000b"', '"\\ud800"', '"\\udc00\\ud800"'])('%s is 422 and names the field', async text => {
    const reply = await post(withName(text))
    expect(reply.status).toBe(422)
    expect(await reply.json()).toMatchObject({ code: 'input_invalid', fields: [{ field: 'name' }] })
    const wire = await postContact(contactWith(text))
    expect(wire.status).toBe(422)
    expect(await wire.json()).toMatchObject({ statusCode: 422, message: [expect.stringMatching(/^firstName /)] })
  })

  test.each([
    'é',
    '😀',
    '\u202e',
    '<script>alert(1)</script>',
    "'; drop table integrations; --",
    '\\u0041',
    'ｆｕｌｌ',
    'a\u0301',
    '日本',
  ])('%j is kept and reads back byte for byte', async text => {
    const made = (await (await post(withName(JSON.stringify(text)))).json()) as { integration: { id: string } }
    const read = await server.api('GET', `${path}/${made.integration.id}`)
    expect(await read.json()).toMatchObject({ integration: { name: text } })
    const contact = await (await postContact(contactWith(JSON.stringify(text)))).json()
    expect((contact as { contact: { firstName: string } }).contact.firstName).toBe(text)
  })

  test.each(['%00', 'a%00b', '%ff', '%zz', '%', '%ed%a0%80'])(
    'the query text %s is refused by name of the fault',
    async text => {
      for (const url of [`/api${path}?q=${text}`, `/v2/contacts/?locationId=x&query=${text}`]) {
        const headers = { cookie, authorization: `Bearer ${token}`, version: '2021-07-28' }
        const reply = await fetch(server.url + url, { headers: url.startsWith('/v2') ? headers : { cookie } })
        expect([400, 422]).toContain(reply.status)
      }
    },
  )
})

describe('S62: numbers and ids that are none', () => {
  const LIMITS = [
    '-1',
    '0',
    '101',
    '1.5',
    '1e1',
    '0x10',
    ' 5',
    '5%20',
    '+5',
    '05',
    '٥',
    'NaN',
    'Infinity',
    '',
    'a',
    '9'.repeat(400),
    '1&limit=2',
    '%35%00',
  ]
  test.each(LIMITS)('limit=%s is 422 on lists of both APIs', async limit => {
    const reply = await server.api('GET', `${path}?limit=${limit}`)
    expect(reply.status).toBe(422)
    const wire = await server.v2(token, 'GET', `/contacts/?locationId=${server.account.locationId}&limit=${limit}`)
    expect(wire.status).toBe(422)
  })

  test.each(['limit=%35', 'limit=100', 'q=', 'state=live'])('%s is taken', async query => {
    expect((await server.api('GET', `${path}?${query}`)).status).toBe(200)
  })

  test.each(['state=dead', 'cursor=', 'unknown=1', '__proto__=1', 'limit[]=5', 'limit[$gt]=5', 'q=a&q=b'])(
    '%s is 422 and named',
    async query => {
      const reply = await server.api('GET', `${path}?${query}`)
      expect(reply.status).toBe(422)
      expect(await reply.json()).toMatchObject({ code: 'input_invalid', fields: [{ field: expect.any(String) }] })
    },
  )

  test.each(['made-up', 'AAAA', 'e30', '💥'])('the cursor %s belongs to no list: 400', async cursor => {
    const reply = await server.api('GET', `${path}?cursor=${encodeURIComponent(cursor)}`)
    expect(reply.status).toBe(400)
    expect(await reply.json()).toMatchObject({ code: 'cursor_invalid' })
  })

  const IDS = [
    '-1',
    '0',
    '9223372036854775808',
    '1.5',
    '1e3',
    '0x1',
    '١٢٣',
    'null',
    'undefined',
    '[object Object]',
    '%00',
    '..%2f..%2fetc',
    'int_',
    `int_${'a'.repeat(19)}`,
    `int_${'a'.repeat(21)}`,
    `INT_${'a'.repeat(20)}`,
    'a'.repeat(7000),
    '%F0%9F%92%A9',
    "'--",
    '*',
  ]
  test.each(IDS)('the id %s is nobody’s: the same 404 as an id that never was', async id => {
    const never = await server.api('GET', `${path}/int_${'z'.repeat(20)}`)
    const reply = await server.api('GET', `${path}/${id}`)
    expect([reply.status, await reply.text()]).toEqual([404, await never.text()])
    const wire = await server.v2(token, 'GET', `/contacts/${id}`)
    expect([400, 404]).toContain(wire.status)
  })
})

describe('S63: prototype keys', () => {
  test.each([
    '{"name":"x","scopes":[],"__proto__":{"polluted":true}}',
    '{"name":"x","scopes":[],"limits":{"__proto__":{"polluted":true}}}',
    '{"name":"x","scopes":[],"constructor":{"prototype":{"polluted":true}}}',
  ])('%s is refused and pollutes nothing', async body => {
    expect((await post(body)).status).toBe(422)
    expect((await postContact(body)).status).toBe(422)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})

describe('S64: bombs', () => {
  test.each([
    ['33 levels', '['.repeat(33) + ']'.repeat(33)],
    ['a hundred thousand levels', '['.repeat(100_000)],
    ['a hundred thousand objects in each other', '{"a":'.repeat(40_000)],
    ['1001 keys', `{${Array.from({ length: 1001 }, (_, at) => `"k${at}":1`).join(',')}}`],
    ['1001 items', `{"scopes":[${Array.from({ length: 1001 }, () => '"a"').join(',')}]}`],
  ])('%s: 400 from both APIs, at once', async (_name, body) => {
    const startedMs = performance.now()
    expect((await post(body)).status).toBe(400)
    expect((await postContact(body)).status).toBe(400)
    expect(performance.now() - startedMs).toBeLessThan(2000)
  })
})

describe('S65: numbers that a double cannot hold', () => {
  test.each(['9007199254740993', '1e400', '-1e400', '1e20', '-0', '1e-400'])('%s: 422 with the field', async number => {
    const reply = await post(`{"name":"x","scopes":[],"limits":{"perDay":${number}}}`)
    expect(reply.status).toBe(422)
    expect(await reply.json()).toMatchObject({ fields: [{ field: 'limits.perDay' }] })
    expect((await postContact(contactWith(number))).status).toBe(422)
  })
})

test('S60: nothing of all this made a 5xx or an unexpected error', () => {
  expect(server.logText()).not.toMatch(/"status":5\d\d|unexpected_error/)
})
