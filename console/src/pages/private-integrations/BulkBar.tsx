import { Download, RotateCw, Trash2 } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { useCan } from '../../api/me.ts'
import { Button } from '../../ui/Button.tsx'
import { exportList } from './export-list.ts'
import { t } from './messages.ts'
import type { Selection } from './use-selection.ts'

const BulkRotate = lazy(async () => ({ default: (await import('./bulk/BulkRotate.tsx')).BulkRotate }))
const BulkDelete = lazy(async () => ({ default: (await import('./bulk/BulkDelete.tsx')).BulkDelete }))

const ICON = 'size-4'

/** What can be done with all ticked rows at once. */
export function BulkBar({ selection }: { selection: Selection }) {
  const can = useCan()
  // What the dialog speaks of stays as it was when it opened: the rows change while it works through them.
  const [open, setOpen] = useState<{ task: 'rotate' | 'delete'; picked: Selection['picked'] }>()
  const { picked } = selection
  const count = picked.length
  const cancel = () => setOpen(undefined)
  const finish = () => {
    cancel()
    selection.setAll(false)
  }
  return (
    <>
      {count > 0 && (
        <div
          role="toolbar"
          aria-label={t('selected', { count })}
          className="sticky bottom-4 z-10 mt-3 flex flex-wrap items-center gap-2 rounded-xl border border-line bg-surface p-2 ps-4 shadow-lg"
        >
          <p aria-live="polite" className="me-auto font-medium">
            {t('selected', { count })}
          </p>
          {can('privateIntegrations.rotate') && (
            <Button
              icon={<RotateCw aria-hidden className={ICON} />}
              onClick={() => setOpen({ task: 'rotate', picked })}
            >
              {t('bulkRotate', { count })}
            </Button>
          )}
          <Button icon={<Download aria-hidden className={ICON} />} onClick={() => exportList(picked)}>
            {t('bulkExport')}
          </Button>
          {can('privateIntegrations.delete') && (
            <Button
              look="dangerQuiet"
              icon={<Trash2 aria-hidden className={ICON} />}
              onClick={() => setOpen({ task: 'delete', picked })}
            >
              {t('bulkDelete', { count })}
            </Button>
          )}
          <Button look="quiet" onClick={() => selection.setAll(false)}>
            {t('bulkClear')}
          </Button>
        </div>
      )}
      <Suspense>
        {open?.task === 'rotate' && <BulkRotate integrations={open.picked} onCancel={cancel} onDone={finish} />}
        {open?.task === 'delete' && <BulkDelete integrations={open.picked} onCancel={cancel} onDone={finish} />}
      </Suspense>
    </>
  )
}
