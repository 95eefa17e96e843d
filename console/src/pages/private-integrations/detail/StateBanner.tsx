import { enableIntegration, type Integration, type IntegrationRef } from '../../../api/integrations.ts'
import { useCan } from '../../../api/me.ts'
import { useAction } from '../../../api/use-action.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Time } from '../../../ui/Time.tsx'
import { showToast } from '../../../ui/toasts.ts'
import { t as dialogs } from '../dialogs/messages.ts'
import { t } from './messages.ts'

interface StateBannerProps {
  integrationRef: IntegrationRef
  integration: Integration
}

/** Why its requests are refused, if they are. */
export function StateBanner({ integrationRef, integration }: StateBannerProps) {
  const can = useCan()
  const enabling = useAction(() => enableIntegration(integrationRef))
  const { state, name } = integration
  if (state === 'live') return null
  const enable = async () => {
    if ((await enabling.run(undefined)) !== undefined) showToast(dialogs('enabled', { name }))
  }
  if (state === 'expired') {
    return (
      <Banner tone="warn" className="mb-5">
        {t.rich('expiredTitle', { time: () => <Time at={integration.expiresAt} /> })}
      </Banner>
    )
  }
  const button = (
    <Button isBusy={enabling.isRunning} onClick={() => void enable()}>
      {t('enable')}
    </Button>
  )
  return (
    <Banner tone="warn" className="mb-5" actions={can('privateIntegrations.edit') && button}>
      {t('disabledTitle')} {enabling.problem?.detail}
    </Banner>
  )
}
