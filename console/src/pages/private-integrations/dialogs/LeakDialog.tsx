import { useState } from 'react'
import { rotateToken } from '../../../api/integrations.ts'
import { newKey } from '../../../api/new-key.ts'
import { useAction } from '../../../api/use-action.ts'
import { TextLink } from '../../../ui/TextLink.tsx'
import { integrationPath } from '../../paths.ts'
import type { DialogProps } from './dialog-props.ts'
import { LastCallBanner } from './LastCallBanner.tsx'
import { t } from './messages.ts'
import { QuestionDialog } from './QuestionDialog.tsx'

/** "I think this token leaked": everything dies at once, and the app gets a new token. */
export function LeakDialog({ integrationRef, integration, clients, onClose, onMade }: DialogProps) {
  const [key] = useState(() => newKey())
  const rotating = useAction(() => rotateToken(integrationRef, { old: 'expireNow' }, key))
  const confirm = async () => {
    const made = await rotating.run(undefined)
    if (made !== undefined) onMade(made)
  }
  const { rotation } = integration
  const tokens = rotation.state === 'rotating' ? [rotation.current, rotation.retiring] : [rotation.current]
  const place = integrationPath(integrationRef)
  return (
    <QuestionDialog
      title={t('leakTitle', { name: integration.name })}
      lead={t('leakLead')}
      onClose={onClose}
      action={t('leakAction')}
      isFinal
      onConfirm={() => void confirm()}
      isBusy={rotating.isRunning}
      problem={rotating.problem}
    >
      <LastCallBanner tokens={tokens} clients={clients} />
      <p className="text-muted">{t('leakSteps')}</p>
      <p className="text-muted">
        {t.rich('leakLook', {
          link: chunks => <TextLink href={`${place}?tab=usage`}>{chunks}</TextLink>,
          permissions: chunks => <TextLink href={`${place}?tab=permissions`}>{chunks}</TextLink>,
        })}
      </p>
    </QuestionDialog>
  )
}
