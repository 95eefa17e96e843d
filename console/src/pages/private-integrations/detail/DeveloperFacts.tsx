import type { ReactNode } from 'react'
import type { Integration } from '../../../api/integrations.ts'
import { useHere } from '../../../api/me.ts'
import { Card } from '../../../ui/Card.tsx'
import { CopyLine } from '../../../ui/CopyLine.tsx'
import { Facts } from '../../../ui/Facts.tsx'
import { Time } from '../../../ui/Time.tsx'
import { t } from './settings-messages.ts'

/** What a developer asks for beside the token. */
export function DeveloperFacts({ integration }: { integration: Integration }) {
  const { account } = useHere()
  const facts: { name: string; value: ReactNode }[] = [
    { name: t('baseUrl'), value: <CopyLine what={t('baseUrl')} text={`${location.origin}/v2`} /> },
    ...(account.locationId === null
      ? []
      : [{ name: t('locationId'), value: <CopyLine what={t('locationId')} text={account.locationId} /> }]),
    { name: t('accountId'), value: <CopyLine what={t('accountId')} text={account.id} /> },
    { name: t('integrationId'), value: <CopyLine what={t('integrationId')} text={integration.id} /> },
    { name: t('scopes'), value: <CopyLine what={t('scopes')} text={integration.scopes.join(' ') || t('none')} /> },
    {
      name: t('created'),
      value: t.rich('createdBy', {
        time: () => <Time at={integration.createdAt} />,
        name: () => <bdi>{integration.createdBy.name}</bdi>,
      }),
    },
  ]
  return (
    <Card title={t('facts')}>
      <Facts facts={facts} />
    </Card>
  )
}
