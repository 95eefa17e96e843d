import { useState } from 'react'
import { extendOverlap } from '../../../api/integrations.ts'
import { useAction } from '../../../api/use-action.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { Select } from '../../../ui/Select.tsx'
import { Time } from '../../../ui/Time.tsx'
import { momentWords } from '../../../ui/time-words.ts'
import { showToast } from '../../../ui/toasts.ts'
import { TokenEnd } from '../detail/TokenMask.tsx'
import type { DialogProps, Rotating } from './dialog-props.ts'
import { laterEnds } from './later-ends.ts'
import { t } from './messages.ts'
import { QuestionDialog } from './QuestionDialog.tsx'

/** More time for the developer, within the bound of the rules. */
export function ExtendDialog({ integrationRef, integration, onClose, rotation }: DialogProps & { rotation: Rotating }) {
  const ends = laterEnds({
    startedAt: rotation.current.createdAt,
    endsAt: rotation.endsAt,
    expiresAt: integration.expiresAt,
  })
  const [until, setUntil] = useState(String(ends[0] ?? ''))
  const extending = useAction(() => extendOverlap(integrationRef, new Date(Number(until)).toISOString()))
  const confirm = async () => {
    if ((await extending.run(undefined)) === undefined) return
    showToast(t('extended', { when: momentWords(Number(until)) }))
    onClose()
  }
  return (
    <QuestionDialog
      title={t('extendTitle')}
      onClose={onClose}
      {...(ends.length > 0 ? { action: t('extendAction') } : {})}
      onConfirm={() => void confirm()}
      isBusy={extending.isRunning}
      isDisabled={ends.length === 0}
      problem={extending.problem}
    >
      <p>
        {t.rich('extendSays', {
          old: () => <TokenEnd last4={rotation.retiring.last4} />,
          time: () => <Time at={rotation.endsAt} />,
        })}
      </p>
      {ends.length === 0 ? (
        <Banner tone="warn">{t('extendNone')}</Banner>
      ) : (
        <Select
          label={t('extendUntil')}
          value={until}
          onValueChange={setUntil}
          fault={extending.problem?.fieldFault('until')}
          options={ends.map((end, index) => ({
            value: String(end),
            label: index === ends.length - 1 ? t('extendLatest', { when: momentWords(end) }) : momentWords(end),
          }))}
        />
      )}
    </QuestionDialog>
  )
}
