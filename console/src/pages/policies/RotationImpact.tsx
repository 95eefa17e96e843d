import { useInfiniteQuery } from '@tanstack/react-query'
import { integrationsQuery } from '../../api/integrations.ts'
import { useHere } from '../../api/me.ts'
import { useNow } from '../../ui/clock.ts'
import { DAY_MS } from '../../ui/time-words.ts'
import { t } from './messages.ts'

const NAMES_SHOWN = 5

/** Which integrations a rule would make overdue, before it is saved. */
export function RotationImpact({ days }: { days: number }) {
  const { accountId } = useHere()
  const now = useNow()
  const { data } = useInfiniteQuery(integrationsQuery(accountId))
  if (data === undefined) return null
  const overdue = data.pages
    .flatMap(page => page.items)
    .filter(one => one.state === 'live' && now - Date.parse(one.rotation.current.createdAt) >= days * DAY_MS)
  const names = overdue.slice(0, NAMES_SHOWN).map(one => one.name)
  const more = overdue.length > NAMES_SHOWN ? ', …' : '.'
  return (
    <p role="status" className="mt-1.5 text-[13px] text-muted">
      {overdue.length === 0 ? t('impactNone') : t('impact', { count: overdue.length, names: names.join(', ') }) + more}
    </p>
  )
}
