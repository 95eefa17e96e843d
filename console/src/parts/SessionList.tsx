import type { SignedInPlace } from '../api/security.ts'
import { Badge } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { Time } from '../ui/Time.tsx'
import { t } from './session-messages.ts'

type ShownSession = Omit<SignedInPlace, 'isCurrent'> & { isCurrent?: boolean }

interface SessionListProps {
  sessions: readonly ShownSession[]
  isBusy: boolean
  onEnd: (sessionId: string) => void
}

/** Every browser and command in which somebody is signed in, each with the way out of it. */
export function SessionList({ sessions, isBusy, onEnd }: SessionListProps) {
  return (
    <ul className="divide-y divide-line">
      {sessions.map(session => (
        <li key={session.id} className="flex flex-wrap items-center justify-between gap-3 py-2.5 first:pt-0 last:pb-0">
          <div className="min-w-0">
            <p className="flex flex-wrap items-center gap-2">
              <bdi className="wrap-anywhere">{programOf(session)}</bdi>
              {session.isCurrent === true && <Badge tone="ok">{t('thisOne')}</Badge>}
            </p>
            <p className="text-[13px] text-muted">
              {session.ip !== null && (
                <>
                  <bdi>{session.ip}</bdi>,{' '}
                </>
              )}
              {t.rich('seen', { time: () => <Time at={session.lastSeenAt} /> })}
            </p>
          </div>
          {session.isCurrent !== true && (
            <Button
              aria-label={t('endOf', { where: programOf(session) })}
              isBusy={isBusy}
              onClick={() => onEnd(session.id)}
            >
              {t('end')}
            </Button>
          )}
        </li>
      ))}
    </ul>
  )
}

const BROWSERS = ['Firefox', 'Edg', 'OPR', 'Chrome', 'Safari'] as const
const NAMES: Record<string, string> = { Edg: 'Edge', OPR: 'Opera' }
const SYSTEMS = ['Windows', 'Android', 'iPhone', 'iPad', 'Mac OS', 'Linux']

/** "Chrome · Linux", else what the program calls itself. */
function programOf({ userAgent }: ShownSession): string {
  if (userAgent === null || userAgent === '') return t('unknown')
  const browser = BROWSERS.find(name => userAgent.includes(`${name}/`))
  const system = SYSTEMS.find(name => userAgent.includes(name))
  if (browser === undefined) return userAgent
  return [NAMES[browser] ?? browser, system].filter(Boolean).join(' · ')
}
