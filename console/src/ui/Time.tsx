import { useNow } from './clock.ts'
import { useIsTakenOver } from './taken-over.ts'
import { exactWords, relativeWords } from './time-words.ts'
import { t } from './ui-messages.ts'

interface TimeProps {
  /** ISO text, as the API gives it; null or absent reads "Never". */
  at: string | null | undefined
  never?: string
}

/** A moment as "4 minutes ago"; the exact time in the person's zone shows on hover. */
export function Time({ at, never }: TimeProps) {
  const now = useNow()
  // The server does not know the person's time zone.
  const isTakenOver = useIsTakenOver()
  if (at === null || at === undefined) return <span>{never ?? t('never')}</span>
  const atMs = new Date(at).getTime()
  return (
    <time dateTime={at} title={isTakenOver ? exactWords(atMs) : undefined} className="relative z-1 whitespace-nowrap">
      {relativeWords(atMs, now)}
    </time>
  )
}
