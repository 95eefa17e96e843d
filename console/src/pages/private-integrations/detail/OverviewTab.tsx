import { useCan } from '../../../api/me.ts'
import { ClientsCard } from './ClientsCard.tsx'
import { FirstRequestCard } from './FirstRequestCard.tsx'
import { PermissionsCard } from './PermissionsCard.tsx'
import { RetiredSecretsCard } from './RetiredSecretsCard.tsx'
import { TokenCard } from './TokenCard.tsx'
import type { TabProps } from './tab-props.ts'
import { UsageCard } from './UsageCard.tsx'

/** The token, its first call, what it may do, and who uses it. */
export function OverviewTab({ integrationRef, integration, clients, dialogHref }: TabProps) {
  const can = useCan()
  return (
    <div className="flex flex-col gap-5">
      <TokenCard {...{ integrationRef, integration, clients, dialogHref }} />
      <FirstRequestCard {...{ integration, clients }} />
      <RetiredSecretsCard integrationRef={integrationRef} />
      <PermissionsCard {...{ integrationRef, integration }} />
      {can('usage.view') && <UsageCard integrationRef={integrationRef} />}
      <ClientsCard {...{ integration, clients }} />
    </div>
  )
}
