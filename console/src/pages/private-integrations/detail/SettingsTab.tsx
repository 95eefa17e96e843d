import type { ReactNode } from 'react'
import { useCan } from '../../../api/me.ts'
import { Card } from '../../../ui/Card.tsx'
import { LinkButton } from '../../../ui/LinkButton.tsx'
import { AccessForm } from './AccessForm.tsx'
import { DeveloperFacts } from './DeveloperFacts.tsx'
import { GeneralForm } from './GeneralForm.tsx'
import { t } from './settings-messages.ts'
import type { TabProps } from './tab-props.ts'

/** What can be changed without a new token, what a developer asks for, and how to stop it all. */
export function SettingsTab({ integrationRef, integration, dialogHref }: TabProps) {
  const can = useCan()
  const mayEdit = can('privateIntegrations.edit')
  const mayDisable = mayEdit && integration.state === 'live'
  const mayDelete = can('privateIntegrations.delete')
  return (
    <div className="flex flex-col gap-5">
      {mayEdit && <GeneralForm {...{ integrationRef, integration }} />}
      {mayEdit && <AccessForm {...{ integrationRef, integration }} />}
      <DeveloperFacts integration={integration} />
      {(mayDisable || mayDelete) && (
        <Card title={t('stop')}>
          <div className="divide-y divide-line">
            {mayDisable && (
              <Stop lead={t('disableLead')} hint={t('disableHint')}>
                <LinkButton href={dialogHref('disable')}>{t('disable')}</LinkButton>
              </Stop>
            )}
            {mayDelete && (
              <Stop lead={t('deleteLead')} hint={t('deleteHint')}>
                <LinkButton look="dangerQuiet" href={dialogHref('delete')}>
                  {t('delete')}
                </LinkButton>
              </Stop>
            )}
          </div>
        </Card>
      )}
    </div>
  )
}

function Stop({ lead, hint, children }: { lead: string; hint: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 py-3 first:pt-0 last:pb-0">
      <p>
        {lead} <span className="text-muted">{hint}</span>
      </p>
      {children}
    </div>
  )
}
