import { useState } from 'react'
import { rotateToken } from '../../../api/integrations.ts'
import { newKey } from '../../../api/new-key.ts'
import { useAction } from '../../../api/use-action.ts'
import { RadioCards } from '../../../ui/RadioCards.tsx'
import { Select } from '../../../ui/Select.tsx'
import type { DialogProps } from './dialog-props.ts'
import { LastCallBanner } from './LastCallBanner.tsx'
import { t } from './messages.ts'
import { QuestionDialog } from './QuestionDialog.tsx'

const OVERLAP_HOURS = [1, 24, 72, 168, 336, 720]
const OVERLAP_HOURS_USUAL = 168

type Old = 'expireLater' | 'expireNow'

/** A new token; the old one stops later or now. While a rotation is on, one new token replaces both. */
export function RotateDialog({ integrationRef, integration, clients, onClose, onMade }: DialogProps) {
  const { rotation, name } = integration
  const isRotating = rotation.state === 'rotating'
  const [old, setOld] = useState<Old>(isRotating ? 'expireNow' : 'expireLater')
  const [hours, setHours] = useState(OVERLAP_HOURS_USUAL)
  const [key] = useState(() => newKey())
  const body = old === 'expireNow' ? { old } : { old, overlapHours: hours }
  const rotating = useAction(() => rotateToken(integrationRef, body, `${key}-${old}-${hours}`))
  const confirm = async () => {
    const made = await rotating.run(undefined)
    if (made !== undefined) onMade(made)
  }
  const isNow = old === 'expireNow'
  return (
    <QuestionDialog
      title={t(isRotating ? 'rotateBothTitle' : 'rotateTitle', { name })}
      lead={t(isRotating ? 'rotateBothLead' : 'rotateLead')}
      onClose={onClose}
      action={t(isRotating ? 'rotateBoth' : isNow ? 'rotateNow' : 'rotate')}
      isFinal={isNow}
      onConfirm={() => void confirm()}
      isBusy={rotating.isRunning}
      problem={rotating.problem}
    >
      {!isRotating && (
        <RadioCards<Old>
          legend={t('choice')}
          isLegendHidden
          value={old}
          onChange={setOld}
          options={[
            { value: 'expireLater', label: t('later'), hint: t('laterHint') },
            { value: 'expireNow', label: t('now'), hint: t('nowHint') },
          ]}
        />
      )}
      {!isNow && (
        <Select
          label={t('overlap')}
          value={String(hours)}
          onValueChange={value => setHours(Number(value))}
          options={OVERLAP_HOURS.map(value => ({ value: String(value), label: hoursWords(value) }))}
          fault={rotating.problem?.fieldFault('overlapHours')}
        />
      )}
      {isNow && (
        <LastCallBanner
          tokens={isRotating ? [rotation.current, rotation.retiring] : [rotation.current]}
          clients={clients}
        />
      )}
    </QuestionDialog>
  )
}

function hoursWords(hours: number): string {
  return hours % 24 === 0 ? t('days', { count: hours / 24 }) : t('hours', { count: hours })
}
