import { describe, expect, test } from 'vitest'
import type { Operation } from '../../crm/operation.ts'
import type { WireError } from '../../crm/wire-error.ts'
import type { Principal } from '../../domain/principal.ts'
import { resolveTarget } from './location.ts'

const LOCATION: Principal = {
  accountId: 'acc_location',
  accountKind: 'location',
  wireId: 'LOC1',
  companyId: 'CO1',
  integrationId: 'int_1',
  tokenId: 'tok_1',
  scopes: new Set(),
}
const AGENCY: Principal = { ...LOCATION, accountId: 'acc_agency', accountKind: 'agency', wireId: 'CO1' }

const places: Record<string, { id: string; kind: 'location'; parentId: string; wireId: string }> = {
  LOC1: { id: 'acc_location', kind: 'location', parentId: 'acc_agency', wireId: 'LOC1' },
  LOC9: { id: 'acc_stranger', kind: 'location', parentId: 'acc_other', wireId: 'LOC9' },
}
const verifier = { findLocation: (wireId: string) => places[wireId] }

function resolve(
  from: Pick<Operation, 'locationFrom' | 'isOpenToAgencies' | 'missingLocationStatus'>,
  principal: Principal,
  parts: { params?: unknown; query?: unknown; body?: unknown },
) {
  try {
    const operation = from as unknown as Operation
    return resolveTarget(operation, principal, {
      parts: { params: {}, query: {}, body: undefined, ...parts },
      verifier,
    })
  } catch (error) {
    return (error as WireError).body
  }
}

const OWN = { accountId: 'acc_location', locationId: 'LOC1', companyId: 'CO1' }
const OTHER = { statusCode: 403, message: 'The token does not have access to this location.', error: 'Forbidden' }

describe('a location’s token', () => {
  test('acts on its own account, named or not', () => {
    expect(resolve({ locationFrom: 'token' }, LOCATION, {})).toEqual(OWN)
    expect(resolve({ locationFrom: 'body.locationId' }, LOCATION, { body: { locationId: 'LOC1' } })).toEqual(OWN)
    expect(resolve({ locationFrom: 'query.location_id' }, LOCATION, { query: { location_id: 'LOC1' } })).toEqual(OWN)
    expect(resolve({ locationFrom: 'params.locationId' }, LOCATION, { params: { locationId: 'LOC1' } })).toEqual(OWN)
  })

  test.each(['LOC9', 'NEVER', 'loc1', ' LOC1', '__proto__'])(
    'S1: gets the same 403 for %j, be it a stranger’s or nobody’s',
    locationId => {
      expect(resolve({ locationFrom: 'query.locationId' }, LOCATION, { query: { locationId } })).toEqual(OTHER)
    },
  )

  test.each([undefined, null, ''])('is told the name of the field when it says %j', locationId => {
    const reply = resolve({ locationFrom: 'body.locationId' }, LOCATION, { body: { locationId } })
    expect(reply).toMatchObject({ statusCode: 422, message: ["locationId can't be undefined"] })
    const snake = resolve({ locationFrom: 'query.location_id' }, LOCATION, { query: { locationId: 'LOC1' } })
    expect(snake).toMatchObject({ statusCode: 422, message: ["location_id can't be undefined"] })
  })

  test('is told so by 400 where the live service does', () => {
    const from = { locationFrom: 'body.locationId', missingLocationStatus: 400 } as const
    expect(resolve(from, LOCATION, { body: {} })).toEqual({ statusCode: 400, message: "locationId can't be undefined" })
  })

  test.each([{ locationId: ['LOC1'] }, { locationId: 5 }, { locationId: {} }, 'LOC1', null, [], undefined])(
    'S6: a body of %j names no location',
    body => {
      expect(resolve({ locationFrom: 'body.locationId' }, LOCATION, { body })).toMatchObject({ statusCode: 422 })
    },
  )
})

describe('an agency’s token', () => {
  test('acts on its own locations where the documents let it in', () => {
    const from = { locationFrom: 'query.locationId', isOpenToAgencies: true } as const
    expect(resolve(from, AGENCY, { query: { locationId: 'LOC1' } })).toEqual(OWN)
    expect(resolve(from, AGENCY, { query: { locationId: 'LOC9' } })).toEqual(OTHER)
    expect(resolve(from, AGENCY, { query: { locationId: 'NEVER' } })).toEqual(OTHER)
  })

  test('acts on the agency itself where no location is named', () => {
    const from = { locationFrom: 'token', isOpenToAgencies: true } as const
    expect(resolve(from, AGENCY, {})).toEqual({ accountId: 'acc_agency', locationId: 'CO1', companyId: 'CO1' })
  })

  test('is refused everywhere else', () => {
    expect(resolve({ locationFrom: 'token' }, AGENCY, {})).toMatchObject({ statusCode: 401 })
  })
})
