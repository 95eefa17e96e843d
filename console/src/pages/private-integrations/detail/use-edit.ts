import { useState } from 'react'
import {
  editIntegration,
  type Integration,
  type IntegrationChange,
  type IntegrationRef,
  integrationQuery,
} from '../../../api/integrations.ts'
import { queryClient } from '../../../api/query-client.ts'
import { useAction } from '../../../api/use-action.ts'
import { showToast } from '../../../ui/toasts.ts'

/** Saves a change of an integration for the version it was made from, and offers to take it back. */
export function useEdit(integrationRef: IntegrationRef, integration: Integration, saved: string) {
  /** What someone else saved meanwhile. */
  const [theirs, setTheirs] = useState<Integration>()
  const editing = useAction(({ change, version }: { change: IntegrationChange; version: number }) =>
    editIntegration(integrationRef, change, version),
  )
  const save = async (change: IntegrationChange, version = integration.version): Promise<boolean> => {
    const before = partOf(integration, change)
    const reply = await editing.run({ change, version })
    if (reply === undefined) {
      setTheirs(await newest(integrationRef, version))
      return false
    }
    setTheirs(undefined)
    const undo = () => void editIntegration(integrationRef, before, reply.integration.version)
    showToast(saved, { undo })
    return true
  }
  const forget = () => {
    setTheirs(undefined)
    editing.reset()
  }
  return { save, forget, theirs, isSaving: editing.isRunning, problem: editing.problem }
}

/** The state on the server, if it is another than the one that was edited. */
async function newest(ref: IntegrationRef, version: number): Promise<Integration | undefined> {
  const found = await queryClient.query({ ...integrationQuery(ref), staleTime: 0 }).catch(() => undefined)
  return found === undefined || found.version === version ? undefined : found
}

/** What undoes a change: the same fields as they were. */
function partOf(integration: Integration, change: IntegrationChange): IntegrationChange {
  const names = Object.keys(change ?? {}) as (keyof typeof integration & keyof NonNullable<IntegrationChange>)[]
  return Object.fromEntries(names.map(name => [name, integration[name]]))
}
