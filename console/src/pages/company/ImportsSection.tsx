import { useState } from 'react'
import { type ContactImport, createImport, type ImportWish, isUnderWay } from '../../api/imports.ts'
import { useHere } from '../../api/me.ts'
import { toProblem } from '../../api/problem.ts'
import { useAction } from '../../api/use-action.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { useUrlState } from '../../ui/url-state.ts'
import { type AskedColumns, askedBy } from './ColumnChoices.tsx'
import { ImportForm } from './ImportForm.tsx'
import { ImportHistory } from './ImportHistory.tsx'
import { ImportResult } from './ImportResult.tsx'
import { t } from './messages.ts'

/** What was sent in last, for sending it in once more: to be imported after its check, or all over again. */
interface Sent {
  wish: ImportWish
  made: ContactImport
}

/** A file of contacts on its way in: chosen, checked, imported, and what came of the ones before. */
export function ImportsSection() {
  const { accountId } = useHere()
  const [url, change] = useUrlState()
  const [sent, setSent] = useState<Sent>()
  const [asked, setAsked] = useState<AskedColumns>()
  const sending = useAction(async (wish: ImportWish) => {
    try {
      const made = await createImport(accountId, wish)
      setSent({ wish, made })
      change({ import: made.id })
    } catch (error) {
      setAsked(before => askedBy(toProblem(error), wish.file, before))
      throw error
    }
  })
  const importId = url.import
  const isOfSent = sent !== undefined && sent.made.id === importId
  // A new one waits first: what has ended at once was there before.
  const isSeen = isOfSent && !isUnderWay(sent.made)
  return (
    <>
      <ImportForm
        isSending={sending.isRunning}
        problem={sending.problem}
        asked={asked}
        onSend={wish => void sending.run(wish)}
      />
      {isSeen && (
        <Banner tone="info" role="status">
          <p>{t('seen')}</p>
          <Button
            className="mt-2"
            isBusy={sending.isRunning}
            onClick={() => void sending.run({ ...sent.wish, isAgain: true })}
          >
            {t('again')}
          </Button>
        </Banner>
      )}
      {importId !== undefined && (
        <ImportResult
          key={importId}
          importId={importId}
          onClose={() => change({ import: undefined })}
          {...(isOfSent && sent.wish.isDryRun
            ? { onImport: () => void sending.run({ ...sent.wish, isDryRun: false, isAgain: false }) }
            : {})}
        />
      )}
      <ImportHistory onOpen={id => change({ import: id }, 'push')} />
    </>
  )
}
