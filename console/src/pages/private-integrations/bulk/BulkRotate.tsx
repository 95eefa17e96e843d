import { useState } from 'react'
import { useHere } from '../../../api/me.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { RadioCards } from '../../../ui/RadioCards.tsx'
import { BulkTokens } from './BulkTokens.tsx'
import type { BulkDialogProps } from './bulk-dialog-props.ts'
import { t } from './messages.ts'
import { type Rotated, useBulkRotation } from './use-bulk-rotation.ts'

type Old = 'expireLater' | 'expireNow'

const CHOICES: { value: Old; label: string; hint: string }[] = [
  { value: 'expireLater', label: t('keep'), hint: t('keepHint') },
  { value: 'expireNow', label: t('expire'), hint: t('expireHint') },
]

/** Rotates several tokens, then shows the new ones this once. */
export function BulkRotate({ integrations, onCancel, onDone }: BulkDialogProps) {
  const { accountId } = useHere()
  const [old, setOld] = useState<Old>('expireLater')
  const [results, setResults] = useState<Rotated[]>()
  const rotating = integrations.filter(one => one.rotation.state === 'rotating')
  const isKept = old === 'expireLater'
  // An overlap that is under way ends by "expire now" alone.
  const concerned = isKept ? integrations.filter(one => !rotating.includes(one)) : integrations
  const rotation = useBulkRotation(accountId, concerned)
  const count = concerned.length
  if (results !== undefined) return <BulkTokens results={results} onDone={onDone} />
  return (
    <Dialog
      isOpen
      onClose={onCancel}
      title={t('rotateTitle', { count: integrations.length })}
      description={t('rotateLead')}
      footer={
        <>
          <Button look="quiet" onClick={onCancel}>
            {t('cancel')}
          </Button>
          <Button
            look={isKept ? 'primary' : 'danger'}
            disabled={count === 0}
            isBusy={rotation.isRunning}
            onClick={() => void rotation.run(old).then(setResults)}
          >
            {t(isKept ? 'rotate' : 'rotateNow', { count })}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <RadioCards legend={t('choice')} isLegendHidden options={CHOICES} value={old} onChange={setOld} />
        {isKept && rotating.length > 0 && (
          <Banner tone="info">
            {t('leftAlone', { count: rotating.length, names: rotating.map(one => one.name).join(', ') })}
          </Banner>
        )}
      </div>
    </Dialog>
  )
}
