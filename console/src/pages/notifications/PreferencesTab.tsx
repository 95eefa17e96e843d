import { useQuery } from '@tanstack/react-query'
import { useHere } from '../../api/me.ts'
import { changePreferences, type Preferences, preferencesQuery } from '../../api/notifications.ts'
import { toProblem } from '../../api/problem.ts'
import { useAction } from '../../api/use-action.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Card } from '../../ui/Card.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { type Column, Table } from '../../ui/Table.tsx'
import { Tick } from '../../ui/Tick.tsx'
import { FeedCard } from './FeedCard.tsx'
import { t } from './messages.ts'

type Kind = Preferences['kinds'][number]

/** Which notices come here and which by e-mail, and the calendar. */
export function PreferencesTab() {
  const { accountId } = useHere()
  const preferences = useQuery(preferencesQuery(accountId))
  if (preferences.isError) {
    return (
      <ErrorState onRetry={() => void preferences.refetch()} isRetrying={preferences.isFetching}>
        {t('failed', { reason: toProblem(preferences.error).detail })}
      </ErrorState>
    )
  }
  if (preferences.data === undefined) return <Skeleton />
  return (
    <div className="flex flex-col gap-5">
      {!preferences.data.isMailAvailable && <Banner tone="info">{t('noMail')}</Banner>}
      <KindTable preferences={preferences.data} />
      <FeedCard />
    </div>
  )
}

function KindTable({ preferences }: { preferences: Preferences }) {
  const { accountId } = useHere()
  const choosing = useAction(({ kind, channel, isOn }: { kind: Kind; channel: 'inApp' | 'email'; isOn: boolean }) =>
    changePreferences(accountId, { [kind.kind]: { [channel]: isOn } }),
  )
  const box = (channel: 'inApp' | 'email') => (row: Kind) => (
    <Tick
      aria-label={t(channel === 'inApp' ? 'inAppOf' : 'emailOf', { kind: row.label })}
      checked={row[channel]}
      disabled={!row.reachesYou}
      onCheckedChange={isOn => void choosing.run({ kind: row, channel, isOn })}
    />
  )
  const columns: Column<Kind>[] = [
    {
      id: 'kind',
      header: t('kind'),
      cell: row => (
        <>
          <p className="font-medium">{row.label}</p>
          <p className="text-[13px] text-muted">{row.reachesYou ? row.sentence : t('notYours')}</p>
        </>
      ),
      onPhone: 'wide',
    },
    { id: 'inApp', header: t('inApp'), cell: box('inApp'), className: 'md:w-24', onPhone: 'labelled' },
    { id: 'email', header: t('email'), cell: box('email'), className: 'md:w-24', onPhone: 'labelled' },
  ]
  return (
    <Card isFlush>
      {choosing.problem !== undefined && (
        <Banner tone="danger" role="alert" className="m-4">
          {choosing.problem.detail}
        </Banner>
      )}
      <Table label={t('preferences')} columns={columns} rows={preferences.kinds} keyOf={row => row.kind} />
    </Card>
  )
}
