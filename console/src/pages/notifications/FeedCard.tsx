import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useHere } from '../../api/me.ts'
import { createFeed, deleteFeed, feedQuery, type MadeFeed } from '../../api/notifications.ts'
import { useAction } from '../../api/use-action.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { CopyField } from '../../ui/CopyField.tsx'
import { Time } from '../../ui/Time.tsx'
import { showToast } from '../../ui/toasts.ts'
import { t } from './messages.ts'

/** The calendar of due dates: its address is a secret and shown once. */
export function FeedCard() {
  const { accountId } = useHere()
  const feed = useQuery(feedQuery(accountId)).data
  const [made, setMade] = useState<MadeFeed>()
  const making = useAction(() => createFeed(accountId))
  const closing = useAction(async () => {
    await deleteFeed(accountId)
    setMade(undefined)
    showToast(t('feedClosed'))
  })
  const problem = making.problem ?? closing.problem
  const make = async () => setMade(await making.run(undefined))
  if (feed === undefined) return null
  return (
    <Card
      title={t('feedTitle')}
      lead={t('feedLead')}
      footer={
        <>
          {feed !== null && (
            <Button look="quiet" isBusy={closing.isRunning} onClick={() => void closing.run(undefined)}>
              {t('feedClose')}
            </Button>
          )}
          <Button isBusy={making.isRunning} onClick={() => void make()}>
            {t(feed === null ? 'feedMake' : 'feedRenew')}
          </Button>
        </>
      }
    >
      {made?.secret === undefined ? (
        <p className="text-muted">
          {feed === null
            ? t('feedNone')
            : t.rich('feedMade', {
                last4: feed.last4,
                time: () => <Time at={feed.createdAt} />,
                read: () => <Time at={feed.lastReadAt} never={t('never')} />,
              })}
        </p>
      ) : (
        <div className="flex flex-col gap-2">
          <p className="text-[13px] text-muted">{t('feedShown')}</p>
          <CopyField label={t('feedAddress')} isLabelHidden value={made.secret} isSelected />
        </div>
      )}
      {problem !== undefined && (
        <Banner tone="danger" role="alert" className="mt-3">
          {problem.detail}
        </Banner>
      )}
    </Card>
  )
}
