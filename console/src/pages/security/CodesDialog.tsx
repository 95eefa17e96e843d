import { Download } from 'lucide-react'
import { AlertDialog } from '../../ui/AlertDialog.tsx'
import { Button } from '../../ui/Button.tsx'
import { buttonClass } from '../../ui/button-classes.ts'
import { CodeBlock } from '../../ui/CodeBlock.tsx'
import { t } from './messages.ts'

/** Shows recovery codes the one time they can be seen. */
export function CodesDialog({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const text = codes.join('\n')
  return (
    <AlertDialog
      isOpen
      title={t('codesTitle')}
      description={t('codesLead')}
      footer={
        <>
          <a
            href={`data:text/plain;charset=utf-8,${encodeURIComponent(`${text}\n`)}`}
            download="recovery-codes.txt"
            className={buttonClass()}
          >
            <Download aria-hidden className="size-4" />
            {t('download')}
          </a>
          <Button look="primary" onClick={onDone}>
            {t('done')}
          </Button>
        </>
      }
    >
      <CodeBlock
        label={t('codes')}
        copyLabel={t('copyCodes')}
        samples={[{ id: 'codes', label: t('codes'), code: text }]}
      />
    </AlertDialog>
  )
}
