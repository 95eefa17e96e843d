import { describe, expect, it } from 'vitest'
import type { IntegrationView } from '../../actions/integration-view.ts'
import { ageBar, healthBadge } from './health.ts'

const DAY_MS = 86_400_000
const now = new Date('2026-11-22T09:14:00Z')
const daysAgo = (days: number) => new Date(now.getTime() - days * DAY_MS)

/** As much of a view as the badge looks at. */
function aged(days: number, more: Partial<IntegrationView> = {}): IntegrationView {
  const createdAt = daysAgo(days)
  const rotation = { state: 'stable', current: { createdAt } }
  const rotationDueAt = new Date(createdAt.getTime() + 90 * DAY_MS)
  return { rotation, rotationDueAt, state: 'live', lastUsedAt: now, ...more } as unknown as IntegrationView
}

const badgeOf = (view: IntegrationView) => />([^<>]+)<\/span>$/.exec(healthBadge(view, now).markup)?.[1]

describe('the badge', () => {
  it.each([
    [0, 'Healthy'],
    [75.99, 'Healthy'],
    [76, 'Rotate soon'],
    [89.99, 'Rotate soon'],
    [90, 'Rotation overdue'],
    [400, 'Rotation overdue'],
  ])('of a token of %d days is %s', (days, label) => expect(badgeOf(aged(days))).toBe(label))

  it('says first what stops the integration, then what is due, then that nobody uses it', () => {
    const rotating = { rotation: { ...aged(95).rotation, state: 'rotating' } } as Partial<IntegrationView>
    expect(badgeOf(aged(95, { state: 'expired', ...rotating }))).toBe('Expired')
    expect(badgeOf(aged(95, { state: 'disabled', ...rotating }))).toBe('Disabled')
    expect(badgeOf(aged(95, rotating))).toBe('Rotating')
    expect(badgeOf(aged(95, { lastUsedAt: undefined }))).toBe('Rotation overdue')
    expect(badgeOf(aged(5, { lastUsedAt: undefined }))).toBe('Never used')
  })
})

describe('the age bar', () => {
  it('says the days in words beside the bar, and never leaves its track', () => {
    const { markup } = ageBar(aged(97), now)
    expect(markup).toContain('97 days')
    expect(markup).toContain('of 90')
    expect(markup).toContain('bar-fill" width="100%"')
    expect(markup).not.toContain('style=')
  })
})
