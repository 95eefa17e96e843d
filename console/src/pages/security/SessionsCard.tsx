import { useQuery } from '@tanstack/react-query'
import { endSession, endSessions, sessionsQuery } from '../../api/security.ts'
import { useAction } from '../../api/use-action.ts'
import { SessionList } from '../../parts/SessionList.tsx'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
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
      <SessionList
        sessions={sessions.data ?? []}
        isBusy={ending.isRunning}
        onEnd={sessionId => void ending.run(sessionId)}
      />
      <Fault problem={ending.problem ?? endingOthers.problem} />
    </Card>
  )
}
