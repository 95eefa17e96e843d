import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { locationOperations } from '../../../src/crm/locations/routes.ts'
import { type CrmAccount, createCrmAccount } from '../../support/crm.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

let test: TestDatabase
let account: CrmAccount
let other: CrmAccount

beforeAll(async () => {
  test = await createTestDatabase()
  account = await createCrmAccount(test, locationOperations)
  other = await createCrmAccount(test, locationOperations)
})
afterAll(() => test.drop())

const at = (more: object = {}, of = account) => ({ locationId: of.locationId, ...more })

async function makeTag(name: string, of = account): Promise<string> {
  const { body } = await of.call('create-tag', { params: at({}, of), body: { name } })
  return body.tag.id
}

async function insertContact(id: string, tags: string[], of = account): Promise<void> {
  await of.rows(
    `insert into crm_contacts (account_id, id, tags, search_text, created_at, updated_at)
     values ($1, $2, $3, '', $4, $4)`,
    [of.accountId, id, tags, of.clock.now()],
  )
}

const tagsOf = async (id: string) =>
  (await account.rows('select tags from crm_contacts where account_id = $1 and id = $2', [account.accountId, id]))[0]
    ?.tags

describe('200', () => {
  it('makes a tag in lower case, as contacts carry it, and finds it again alone and in the list', async () => {
    const made = await account.call('create-tag', { params: at(), body: { name: ' Hot Lead ' } })
    expect(made.status).toBe(200)
    expect(made.body.tag).toEqual({ id: expect.stringMatching(/^\w{20}$/), name: 'hot lead', ...at() })
    const found = await account.call('get-tag-by-id', { params: at({ tagId: made.body.tag.id }) })
    expect(found.body).toEqual(made.body)
    const listed = await account.call('get-location-tags', { params: at() })
    expect(listed.body.tags).toContainEqual(made.body.tag)
  })

  it('lists tags by name, and none of another location', async () => {
    const place = await createCrmAccount(test, locationOperations)
    for (const name of ['zebra', 'apple', 'mango']) await makeTag(name, place)
    const { tags } = (await place.call('get-location-tags', { params: at({}, place) })).body
    expect(tags.map((tag: { name: string }) => tag.name)).toEqual(['apple', 'mango', 'zebra'])
  })

  it('gives the new name to every contact that carries the tag, once', async () => {
    const tagId = await makeTag('prospect')
    await insertContact('WithTag', ['first', 'prospect', 'last'])
    await insertContact('WithBoth', ['prospect', 'hopeful'])
    const renamed = await account.call('update-tag', { params: at({ tagId }), body: { name: 'Hopeful' } })
    expect(renamed.body.tag).toEqual({ id: tagId, name: 'hopeful', ...at() })
    expect(await tagsOf('WithTag')).toEqual(['first', 'hopeful', 'last'])
    expect(await tagsOf('WithBoth')).toEqual(['hopeful'])
  })

  it('takes a deleted tag from every contact of the account and from nobody else', async () => {
    const tagId = await makeTag('gone soon')
    await insertContact('Tagged', ['gone soon', 'stays'])
    await insertContact('Theirs', ['gone soon'], other)
    const deleted = await account.call('delete-tag', { params: at({ tagId }) })
    expect(deleted.body).toEqual({ succeded: true })
    expect(await tagsOf('Tagged')).toEqual(['stays'])
    const [theirs] = await other.rows('select tags from crm_contacts where account_id = $1', [other.accountId])
    expect(theirs?.tags).toEqual(['gone soon'])
    expect((await account.call('get-tag-by-id', { params: at({ tagId }) })).status).toBe(404)
  })

  it('gives the new name to thousands of contacts, and tells of each once', async () => {
    const place = await createCrmAccount(test, locationOperations)
    const tagId = await makeTag('everywhere', place)
    await place.rows(
      `insert into crm_contacts (account_id, id, tags, search_text, created_at, updated_at)
       select $1, 'Carrier' || n, array['everywhere', 'n' || n % 3], '', $2, $2 from generate_series(1, 2500) n`,
      [place.accountId, place.clock.now()],
    )
    const renamed = await place.call('update-tag', { params: at({ tagId }, place), body: { name: 'all over' } })
    expect(renamed.status).toBe(200)
    const [{ carriers }] = (await place.rows(
      `select count(*) as carriers from crm_contacts where account_id = $1 and 'all over' = any(tags)`,
      [place.accountId],
    )) as [{ carriers: unknown }]
    expect(Number(carriers)).toBe(2500)
    const told = place.published.filter(({ type }) => type === 'ContactTagUpdate')
    expect([told.length, new Set(told.map(({ body }) => body.id)).size]).toEqual([2500, 2500])
  })

  it('lets a tag keep its name in an update', async () => {
    const tagId = await makeTag('same')
    expect((await account.call('update-tag', { params: at({ tagId }), body: { name: 'SAME' } })).status).toBe(200)
  })

  it('tells of each contact that a tag’s new name or end has changed, and of nothing else', async () => {
    const tagId = await makeTag('told')
    await insertContact('Told', ['told', 'stays'])
    account.published.length = 0
    await account.call('update-tag', { params: at({ tagId }), body: { name: 'retold' } })
    await account.call('delete-tag', { params: at({ tagId }) })
    expect(account.published.map(({ type, body }) => [type, body.tags])).toEqual([
      ['ContactTagUpdate', ['retold', 'stays']],
      ['ContactTagUpdate', ['stays']],
    ])
  })
})

describe('400', () => {
  it('refuses a name that is taken, in the words that clients look for', async () => {
    await makeTag('taken')
    const again = await account.call('create-tag', { params: at(), body: { name: 'Taken' } })
    expect(again).toEqual({ status: 400, body: { statusCode: 400, message: 'The tag name is already exist.' } })
    const tagId = await makeTag('free')
    const renamed = await account.call('update-tag', { params: at({ tagId }), body: { name: 'taken' } })
    expect(renamed.body.message).toBe('The tag name is already exist.')
    expect((await account.call('get-tag-by-id', { params: at({ tagId }) })).body.tag.name).toBe('free')
  })

  it('lets two who make the same tag at once make it once', async () => {
    const calls = [1, 2, 3].map(() => account.call('create-tag', { params: at(), body: { name: 'race' } }))
    const statuses = (await Promise.all(calls)).map(reply => reply.status)
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 400, 400])
  })
})

describe('404', () => {
  it.each(['get-tag-by-id', 'update-tag', 'delete-tag'])(
    '%s answers alike for another location’s, a deleted, an unknown and a malformed id',
    async operation => {
      const body = operation === 'update-tag' ? { name: 'new' } : undefined
      const deletedId = await makeTag(`deleted by ${operation}`)
      await account.call('delete-tag', { params: at({ tagId: deletedId }) })
      const theirId = await makeTag(`theirs for ${operation}`, other)
      for (const tagId of [theirId, deletedId, 'A'.repeat(20), 'A'.repeat(1000), 'no-id', 'nul\u0000', '']) {
        const reply = await account.call(operation, { params: at({ tagId }), ...(body && { body }) })
        expect(reply).toEqual({ status: 404, body: { statusCode: 404, message: `Tag with id ${tagId} not found` } })
      }
      expect((await other.call('get-tag-by-id', { params: at({ tagId: theirId }, other) })).status).toBe(200)
    },
  )
})

describe('422', () => {
  it.each([
    [{}],
    [{ name: '' }],
    [{ name: '   ' }],
    [{ name: 7 }],
    [{ name: 'x'.repeat(256) }],
    [{ name: 'x', color: 1 }],
  ])('refuses %j', async body => {
    expect((await account.call('create-tag', { params: at(), body })).status).toBe(422)
  })
})
