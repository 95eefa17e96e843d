import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { integrationQuery } from '../../../api/integrations.ts'
import { useHere } from '../../../api/me.ts'
import { Skeleton } from '../../../ui/Skeleton.tsx'
import { useUrlState } from '../../../ui/url-state.ts'
import type { Draft } from './draft.ts'
import { t } from './messages.ts'
import { Wizard } from './Wizard.tsx'

/** Three steps to a token: name, permissions, review. `?from=` starts from another integration. */
export function Page() {
  const { accountId } = useHere()
  const [{ from, ...url }] = useUrlState()
  const [preset] = useState(() => presetOf(url))
  const original = useQuery({
    ...integrationQuery({ accountId, integrationId: from ?? '' }),
    enabled: from !== undefined,
  })
  if (from === undefined || original.isError) return <Wizard preset={preset} />
  if (original.data === undefined) return <Skeleton />
  const { name, description, scopes } = original.data
  return <Wizard key={from} preset={{ name: t('copyOf', { name }), description, scopes }} />
}

/** A link may fill the form: a duplicate, or what an API key did. */
function presetOf(url: Readonly<Record<string, string | undefined>>): Partial<Draft> {
  const { name, description, scopes } = url
  return {
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(scopes === undefined ? {} : { scopes: scopes.split(',').filter(Boolean) }),
  }
}
