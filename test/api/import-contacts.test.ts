import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Api, apiOf } from '../support/api.ts'
import { type Importing, importingAt } from '../support/importing.ts'
import { addMember } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let api: Api
let importing: Importing
beforeAll(async () => {
  server = await startTestServer()
  api = apiOf(server)
  importing = importingAt(server)
})
afterAll(() => server.stop())

async function errorsOf(importId: string): Promise<string> {
  const reply = await server.api('GET', `${api.account}/imports/${importId}/errors`)
  expect(reply.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  return reply.text()
}

async function contactsBy(query: string) {
  const { secret } = await server.createIntegration(['contacts.readonly'])
  const { locationId } = server.account
  const reply = await server.v2(secret, 'POST', '/contacts/search', { locationId, query, pageLimit: 100 })
  // biome-ignore lint/suspicious/noExplicitAny: the wire's own shape
  return ((await reply.json()) as { contacts: any[] }).contacts
}

async function eventTypes(contactId: string): Promise<string[]> {
  const { rows } = await server.testDatabase.database.read(server.account.id, db =>
    sql<{ type: string }>`select type from events where body ->> 'id' = ${contactId} order by seq`.execute(db),
  )
  return rows.map(({ type }) => type)
}

describe('201', () => {
  test('takes contacts in, with tags, custom fields and an event for each', async () => {
    const { secret } = await server.createIntegration(['locations/customFields.write'])
    const field = await server.v2(secret, 'POST', `/locations/${server.account.locationId}/customFields`, {
      name: 'Shoe size',
      dataType: 'NUMERICAL',
    })
    expect(field.status).toBe(201)
    const csv = [
      'E-mail,First Name,Last Name,Phone,Tags,Birthday,Shoe size,Owner',
      `ana@import.test,Ana,Ruiz,(415) 555-2671,"VIP, Spring",1990-09-25,38.5,${server.admin.email}`,
      'bo@import.test,Bo,,,,,,',
    ].join('\r\n')
    const done = await importing.imported(csv)
    expect((await api.lastAudit()).action).toBe('contacts.import_started')
    expect(done).toMatchObject({
      state: 'finished',
      rowsTotal: 2,
      rowsDone: 2,
      created: 2,
      updated: 0,
      skipped: 0,
      failed: 0,
    })
    const [ana] = await contactsBy('ana@import.test')
    expect(ana).toMatchObject({
      contactName: 'Ana Ruiz',
      phone: '+14155552671',
      tags: ['vip', 'spring'],
      dateOfBirth: '1990-09-25',
      customFields: [{ value: 38.5 }],
    })
    expect(ana.assignedTo).toHaveLength(20)
    expect(await eventTypes(ana.id)).toEqual(['ContactCreate'])
  })

  test('reads a byte order mark, semicolons, quotes over lines, and tabs', async () => {
    expect(await importing.imported('\uFEFF"Email";"Street"\n"one@semi.test";"Line 1\nLine ""2"""\n')).toMatchObject({
      created: 1,
    })
    expect((await contactsBy('one@semi.test'))[0]).toMatchObject({ address1: 'Line 1\nLine "2"' })
    expect(await importing.imported('Email\tFirst name\ntwo@tab.test\tKim, the first\n')).toMatchObject({ created: 1 })
    expect((await contactsBy('two@tab.test'))[0]).toMatchObject({ firstName: 'Kim, the first' })
  })

  test('maps headers that don’t speak for themselves, and leaves columns out', async () => {
    const csv = 'A=B,Remark,Who\nmap@import.test,nothing,Zoë\n'
    const done = await importing.imported(csv, '?map=A%3DB%3Demail&map=Remark%3D&map=Who%3DfirstName')
    expect(done).toMatchObject({
      created: 1,
      columns: [
        { header: 'A=B', field: 'email' },
        { header: 'Remark', field: null },
        { header: 'Who', field: 'firstName' },
      ],
    })
  })

  test('reports each cell that can’t be taken, by row and column, and takes the other rows', async () => {
    const done = await importing.imported(
      'email,phone,dob,dnd\n=cmd@x,+14155550101,,\ngood@report.test,+14155550102,,yes\nbad@report.test,12,31/31/1990,perhaps\n\nx@report.test,,,,stray\n',
    )
    expect(done).toMatchObject({ rowsTotal: 4, created: 1, failed: 3, state: 'finished' })
    const report = (await errorsOf(done.id)).split('\n')
    expect(report[0]).toBe('row,column,value,problem')
    expect(report[1]).toBe("2,email,'=cmd@x,must be an email")
    expect(report[2]).toMatch(/^4,phone,12,"must be a phone number/)
    expect(report[3]).toMatch(/^4,dob,31\/31\/1990,"must be a date such as/)
    expect(report[4]).toBe('4,dnd,perhaps,must be yes or no')
    expect(report[5]).toMatch(/^5,\(column 5\),stray,the row has more cells/)
    expect(await contactsBy('bad@report.test')).toEqual([])
  })

  test('skips, updates or reports rows whose e-mail or phone a contact has', async () => {
    await importing.imported('email,phone,city,tags\ndup@import.test,+14155550201,Oslo,old\n')
    const again =
      'Email,Phone,City,Tags\nDUP@import.test,,Bergen,new\n,+14155550201,Bergen,\nnew@import.test,,Bergen,\nnew@import.test,,Molde,\n'
    expect(await importing.imported(again, '?onDuplicate=fail')).toMatchObject({ created: 1, failed: 3 })
    expect((await contactsBy('dup@import.test'))[0]).toMatchObject({ city: 'Oslo' })
    expect(await importing.imported(again)).toMatchObject({ created: 0, skipped: 4 })
    expect(await importing.imported(again, '?onDuplicate=update')).toMatchObject({ updated: 2, skipped: 2, created: 0 })
    const found = await contactsBy('dup@import.test')
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ city: 'Bergen', phone: '+14155550201', tags: ['old', 'new'] })
    expect((await contactsBy('new@import.test'))[0]).toMatchObject({ city: 'Molde' })
    expect(await eventTypes(found[0].id)).toEqual(['ContactCreate', 'ContactUpdate', 'ContactTagUpdate'])
  })

  test('a dry run says the same and writes nothing', async () => {
    const csv = 'email,phone\ndry1@import.test,+14155550301\ndry1@import.test,\ndry2@import.test,1\n'
    const dry = await importing.imported(csv, '?dryRun=true')
    expect(dry).toMatchObject({ isDryRun: true, created: 1, skipped: 1, failed: 1 })
    expect(await contactsBy('dry1@import.test')).toEqual([])
    expect(await eventTypes('dry1@import.test')).toEqual([])
    expect(await importing.imported(csv)).toMatchObject({ created: 1, skipped: 1, failed: 1 })
  })

  test('the same file again is the same import: rows without e-mail and phone don’t double', async () => {
    const csv = 'name\nNobody Known\n'
    const first = await importing.imported(csv)
    const second = await importing.post(csv)
    expect(second.body.import).toMatchObject({ id: first.id, state: 'finished' })
    expect(await contactsBy('Nobody Known')).toHaveLength(1)
    expect(await importing.imported(csv, '?again=true')).toMatchObject({ created: 1 })
    expect(await contactsBy('Nobody Known')).toHaveLength(2)
  })

  test('a token needs contacts.write', async () => {
    const { secret } = await server.createIntegration(['contacts.write'])
    const bearer = { authorization: `Bearer ${secret}` }
    expect(await importing.post('email\ntoken@import.test\n', '', bearer)).toMatchObject({ status: 201 })
    const narrow = await server.createIntegration(['contacts.readonly', 'private-integrations.write'])
    const refused = await importing.post('email\nno@import.test\n', '', { authorization: `Bearer ${narrow.secret}` })
    expect(refused).toMatchObject({ status: 403, body: { code: 'scope_missing', requiredScopes: ['contacts.write'] } })
  })
})

describe('422', () => {
  const detail = async (csv: string | Buffer, query = '') => {
    const { status, body } = await importing.post(csv, query)
    expect(status).toBe(422)
    expect(body.code).toBe('input_invalid')
    return body.detail
  }

  test('names every column that goes nowhere, and what would be right', async () => {
    const says = await detail('email,Shoes,Hat\na@b.co,1,2\n')
    expect(says).toContain(
      'the column “Shoes” is no field of contacts: name one with Shoes=field, or leave it out with Shoes=',
    )
    expect(says).toContain('“Hat”')
    expect(await detail('email,mail\na@b.co,c@d.co\n')).toContain('“email” and “mail” both go to email')
    expect(await detail('email\na@b.co\n', '?map=E-Mail%3Demail')).toContain(
      'the file has no column “E-Mail”; it has “email”',
    )
    expect(await detail('email\na@b.co\n', '?map=email')).toContain('must be written as Header=field')
    expect(await detail('x\n1\n', '?map=x%3D')).toContain('at least one column')
  })

  test('tells a program which columns these are, and what there is to choose from', async () => {
    const { body } = await importing.post('email,Shoes,Hat\na@b.co,1,2\n')
    expect(body.fields).toMatchObject([{ field: 'map/Shoes' }, { field: 'map/Hat' }])
    expect(body.columnFields).toEqual(expect.arrayContaining(['firstName', 'email', 'tags']))
  })

  test('says which line is not UTF-8, that a quote is open, that a file is empty', async () => {
    expect(await detail(Buffer.from('email\nJos\xe9\n', 'latin1'))).toContain('Line 2 is not UTF-8')
    expect(await detail(Buffer.from('\uFEFFemail\n', 'utf16le'))).toContain('UTF-16')
    expect(await detail('email,name\na@b.co,"open\nb@c.de,x\n')).toContain('Row 2 has a quotation mark')
    expect(await detail('')).toContain('empty')
  })

  test('S61: a column’s name with NUL is refused, wherever it would go', async () => {
    for (const csv of ['em\0ail\na@b.test\n', 'email,"first\0name"\na@b.test,A\n']) {
      const { status, body } = await importing.post(csv)
      expect({ status, detail: body.detail }).toEqual({ status: 422, detail: expect.stringContaining('NUL') })
    }
  })

  test('S84: an account keeps at most ten files waiting; the same file sent twice at once is one of them', async () => {
    const { database } = server.testDatabase
    const { id: accountId } = server.account
    const hold = () =>
      sql`update contact_imports set state = 'running', worker_id = 'nobody', lease_until = 'infinity'
           where account_id = ${accountId} and file_name like 'held%'`
    const named = (number: number, name = `held${number}`) =>
      importing.post(`email\nheld${number}@x.test\n`, `?fileName=${name}`)
    const twins = await Promise.all([named(0), named(0)])
    expect(new Set(twins.map(({ body }) => body.import.id)).size).toBe(1)
    for (let number = 1; number < 10; number++) expect((await named(number)).status).toBe(201)
    await database.transact(accountId, db => hold().execute(db))
    const { status, body } = await named(10)
    expect({ status, detail: body.detail }).toEqual({ status: 422, detail: expect.stringContaining('10 imports') })
    expect((await named(3)).status, 'one that is among them').toBe(201)
    await database.transact(accountId, db => sql`delete from contact_imports where file_name like 'held%'`.execute(db))
    expect((await named(10)).status).toBe(201)
  })

  test('an agency has no contacts', async () => {
    const { status, body } = await importing.postTo(server.agency.id, 'email\na@b.co\n')
    expect([status, body.detail]).toEqual([422, 'account: must be a location: an agency has no contacts of its own'])
  })
})

describe('403, 404, 413, 415', () => {
  test('a developer may not, unless an admin says so', async () => {
    const person = await addMember(server, 'developer')
    const headers = { cookie: person.cookie, origin: server.url }
    expect(await importing.post('email\na@b.co\n', '', headers)).toMatchObject({
      status: 403,
      body: { permission: 'contacts.import' },
    })
  })

  test('S1: an import of nobody and of others reads alike', async () => {
    for (const id of ['imp_00000000000000000000', 'imp_x', '1']) {
      for (const [method, verb] of [
        ['GET', ''],
        ['GET', '/errors'],
        ['POST', '/cancel'],
      ] as const) {
        const reply = await server.api(method, `${api.account}/imports/${id}${verb}`)
        expect([reply.status, ((await reply.json()) as { code: string }).code]).toEqual([404, 'import_not_found'])
      }
    }
  })

  test('a file that is too large, or no CSV', async () => {
    const big = Buffer.alloc(33 * 1024 * 1024, 'a')
    expect(await importing.post(big).catch(() => ({ status: 413 }))).toMatchObject({ status: 413 })
    const json = await server.api('POST', `${api.account}/imports`, { rows: [] })
    expect([json.status, ((await json.json()) as { code: string }).code]).toEqual([415, 'content_type_unsupported'])
  })

  test('lists imports, newest first, page by page', async () => {
    const first = await api('GET', `${api.account}/imports?limit=2`)
    expect(first.body.items).toHaveLength(2)
    const second = await api('GET', `${api.account}/imports?limit=2&cursor=${first.body.nextCursor}`)
    expect(second.body.items[0].id).not.toBe(first.body.items[1].id)
    expect((await api('GET', `${api.account}/imports?cursor=AAAA`)).status).toBe(400)
  })
})
