import { useQuery } from '@tanstack/react-query'
import { endSession, endSessions, type SignedInPlace, sessionsQuery } from '../../api/security.ts'
import { useAction } from '../../api/use-action.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Time } from '../../ui/Time.tsx'
import { showToast } from '../../ui/toasts.ts'
import { Fault } from './Fault.tsx'
import { t } from './messages.ts'

/** Every browser and command in which the person is signed in. */
export function SessionsCard() {
  const sessions = useQuery(sessionsQuery)
  const ending = useAction(async (id: string) => {
    await endSession(id)
    showToast(t('ended'))
  })
  const endingOthers = useAction(async () => {
    const { ended } = await endSessions(true)
    showToast(t('endedOthers', { count: ended }))
  })
  return (
    <Card
      title={t('sessions')}
      actions={
        <Button isBusy={endingOthers.isRunning} onClick={() => void endingOthers.run(undefined)}>
          {t('endOthers')}
        </Button>
      }
    >
      {sessions.data === undefined && <Skeleton lines={2} />}
      <ul className="divide-y divide-line">
        {sessions.data?.map(session => (
          <li
            key={session.id}
            className="flex flex-wrap items-center justify-between gap-3 py-2.5 first:pt-0 last:pb-0"
          >
            <div className="min-w-0">
              <p className="flex flex-wrap items-center gap-2">
                <bdi className="wrap-anywhere">{programOf(session)}</bdi>
                {session.isCurrent && <Badge tone="ok">{t('thisOne')}</Badge>}
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
            {!session.isCurrent && (
              <Button
                aria-label={t('endOf', { where: programOf(session) })}
                isBusy={ending.isRunning}
                onClick={() => void ending.run(session.id)}
              >
                {t('end')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Fault problem={ending.problem ?? endingOthers.problem} />
    </Card>
  )
}

const BROWSERS = ['Firefox', 'Edg', 'OPR', 'Chrome', 'Safari'] as const
const NAMES: Record<string, string> = { Edg: 'Edge', OPR: 'Opera' }
const SYSTEMS = ['Windows', 'Android', 'iPhone', 'iPad', 'Mac OS', 'Linux']

/** "Chrome on Linux", else what the program calls itself. */
function programOf({ userAgent }: SignedInPlace): string {
  if (userAgent === null || userAgent === '') return t('unknown')
  const browser = BROWSERS.find(name => userAgent.includes(`${name}/`))
  const system = SYSTEMS.find(name => userAgent.includes(name))
  if (browser === undefined) return userAgent
  return [NAMES[browser] ?? browser, system].filter(Boolean).join(' · ')
}
