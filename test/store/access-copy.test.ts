import { afterAll, beforeAll, expect, test } from 'vitest'
import { deleteIntegration } from '../../src/actions/integration-switches.ts'
import { rotateToken } from '../../src/actions/rotations.ts'
import { EVERY_TENANT } from '../../src/lib/database.ts'
import { estimateAccess } from '../../src/store/access-copy.ts'
import { startTestHouse, type TestHouse } from '../support/house.ts'
import { newIntegration, OPERATOR } from '../support/integration.ts'

let house: TestHouse

beforeAll(async () => {
  house = await startTestHouse()
})

afterAll(() => house.stop())

test('how much a load will bring is what PostgreSQL found last, without what is deleted or has ended', async () => {
  const estimate = () => house.node.deps.database.stream(EVERY_TENANT, estimateAccess)
  const made = []
  for (let count = 0; count < 5; count++) made.push(await newIntegration(house.node.deps, house.accountId))
  const [first, second, third] = made.map(({ ref }) => ref)
  if (first === undefined || second === undefined || third === undefined) throw new Error('five were made')
  await rotateToken(house.node.deps, OPERATOR, { ...first, old: 'expireLater' })
  await rotateToken(house.node.deps, OPERATOR, { ...second, old: 'expireNow' })
  await deleteIntegration(house.node.deps, OPERATOR, third)
  expect(await estimate(), 'nobody has looked').toEqual({ integrations: 0, tokens: 0 })
  await house.owner.query('vacuum analyze tokens')
  expect(await estimate()).toEqual({ integrations: 4, tokens: 5 })
})
