import { Button } from './Button.tsx'
import { t } from './ui-messages.ts'

interface SaveButtonsProps {
  isChanged: boolean
  isSaving: boolean
  /** What was typed is kept until it is saved, so there must be a way to give it up. */
  onDiscard: () => void
  /** Verb and object, where "Save" alone would not say what. */
  label?: string
}

/** The foot of a form whose fields can be changed at leisure. */
export function SaveButtons({ isChanged, isSaving, onDiscard, label = t('save') }: SaveButtonsProps) {
  return (
    <>
      {isChanged && (
        <Button look="quiet" onClick={onDiscard}>
          {t('discard')}
        </Button>
      )}
      <Button
        type="submit"
        look="primary"
        disabled={!isChanged}
        title={isChanged ? undefined : t('unchanged')}
        isBusy={isSaving}
      >
        {label}
      </Button>
    </>
  )
}
