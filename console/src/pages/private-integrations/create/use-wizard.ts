import { useMemo, useState } from 'react'
import { createIntegration, type IntegrationWithToken } from '../../../api/integrations.ts'
import { useHere } from '../../../api/me.ts'
import { newKey } from '../../../api/new-key.ts'
import { useAction } from '../../../api/use-action.ts'
import { nowMs } from '../../../ui/clock.ts'
import { useUrlState } from '../../../ui/url-state.ts'
import { type Draft, toRequest, useDraft } from './draft.ts'
import { t } from './messages.ts'
import { STEPS, type Step } from './StepBar.tsx'

interface Missing {
  name?: string
  scopes?: string
}

/** The draft, the step it is at, and what leads on. */
export function useWizard(preset: Partial<Draft>) {
  const { accountId } = useHere()
  const [url, changeUrl] = useUrlState()
  const { draft, change, discard } = useDraft(accountId, preset)
  const [faults, setFaults] = useState<Missing>()
  const [made, setMade] = useState<IntegrationWithToken>()
  const step = reachedStep(STEPS.find(one => one === url.step) ?? 'name', draft)
  const goTo = (next: Step) => {
    window.scrollTo(0, 0)
    changeUrl({ step: next, name: undefined, description: undefined, scopes: undefined }, 'push')
  }
  const request = toRequest(draft, useStartOfPage())
  // The same words keep their key, so that a second press after a lost answer makes no second integration.
  const key = useMemo(() => newKey(), [JSON.stringify(request)])
  const creation = useAction(() => createIntegration(accountId, request, key))
  const [isCreated, setCreated] = useState(false)
  const create = async () => {
    const result = await creation.run(undefined)
    if (result === undefined) return
    discard()
    setCreated(true)
    setMade(result)
  }
  const next = () => {
    const missing = missingOf(draft, step)
    setFaults(missing)
    if (missing !== undefined) return
    if (step === 'name') goTo('permissions')
    else if (step === 'permissions') goTo('review')
    else void create()
  }
  const shown = missingOf(draft, step)
  return {
    ...{ draft, change, discard, step, goTo, next, made },
    /** The token has been taken: it leaves the page's memory, though the page stays until the next one has come. */
    forget: () => setMade(undefined),
    // What was made is not made twice while the next page is on its way.
    isCreating: creation.isRunning || isCreated,
    problem: creation.problem,
    /** Changes when the form was found faulty. */
    faults,
    // What has been mended since is no fault any more.
    nameFault: shown?.name && faults?.name,
    scopesFault: shown?.scopes && faults?.scopes,
  }
}

export type WizardState = ReturnType<typeof useWizard>

/** What must be filled in before the next step. */
function missingOf(draft: Draft, step: Step): Missing | undefined {
  if (draft.name.trim() === '') return { name: t('nameMissing') }
  return step !== 'name' && draft.scopes.length === 0 ? { scopes: t('permissionsMissing') } : undefined
}

/** A shared link to step 3 leads no further than what is filled in. */
function reachedStep(wanted: Step, draft: Draft): Step {
  return draft.name.trim() === '' ? 'name' : wanted
}

/** An expiry counts from when the page was opened, so that a second try asks for the very same. */
function useStartOfPage(): number {
  return useState(nowMs)[0]
}
