import { useNow } from '../../ui/clock.ts'
import { Time } from '../../ui/Time.tsx'
import { t } from './messages.ts'

/** When a delivery is tried next; one that is due waits for its turn. */
export function NextTry({ at }: { at: string }) {
  const isDue = new Date(at).getTime() <= useNow()
  return isDue ? t('nextTryDue') : t.rich('nextTry', { time: () => <Time at={at} /> })
}
