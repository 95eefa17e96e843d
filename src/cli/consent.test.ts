import { describe, expect, it } from 'vitest'
import { fixedClock } from '../lib/clock.ts'
import { impactOf } from './consent.ts'
import type { Client, Office } from './office.ts'

const clock = fixedClock()
const ref = { accountId: 'acc_1', integrationId: 'int_1' }
const client = (tokenId: string, daysAgo: number, more: Partial<Client> = {}): Client => ({
  ...{ tokenId, network: '192.0.2.7', userAgent: 'cron/1', clientName: '', calls: 3 },
  firstSeenAt: clock.now().toISOString(),
  lastSeenAt: new Date(clock.now().getTime() - daysAgo * 86_400_000).toISOString(),
  ...more,
})
const officeWith = (...clients: Client[]) => ({ clock, listClients: async () => clients }) as unknown as Office

describe('who will be refused', () => {
  it('is whoever called lately with any token of the integration, one that was just replaced included', async () => {
    const office = officeWith(client('tok_new', 0, { userAgent: 'web/2' }), client('tok_ended', 1))
    const lines = await impactOf(office, ref)
    expect(lines[0]).toBe('These 2 clients will be refused:')
    expect(lines.join('\n')).toMatch(/web\/2[^]*cron\/1/)
  })

  it('is one client, however many tokens it called with', async () => {
    const lines = await impactOf(officeWith(client('tok_new', 0), client('tok_old', 2)), ref)
    expect(lines).toEqual(['This client will be refused:', '  cron/1 from 192.0.2.7, 6 calls, last just now'])
  })

  it('is whoever called with just the one token that ends, where one is named', async () => {
    const office = officeWith(client('tok_new', 0), client('tok_old', 2, { userAgent: 'old/1' }))
    expect((await impactOf(office, ref, 'tok_old')).join()).toContain('old/1')
    expect((await impactOf(office, ref, 'tok_old')).join()).not.toContain('cron/1')
  })

  it('is nobody after 30 days of silence', async () => {
    expect(await impactOf(officeWith(client('tok_new', 30)), ref)).toEqual([
      'Nobody called with it in the last 30 days.',
    ])
  })
})
