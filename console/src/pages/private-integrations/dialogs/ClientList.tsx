import type { ClientRow } from '../../../api/integrations.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { Time } from '../../../ui/Time.tsx'
import { ClientName } from '../detail/client-words.tsx'

/** Whose calls will fail, by name; `lead` alone while that is not known. */
export function ClientList({ lead, clients }: { lead: string; clients: readonly ClientRow[] }) {
  return (
    <Banner tone="danger">
      <p>{lead}</p>
      <ul className="mt-1 list-disc ps-4 empty:hidden">
        {clients.map(client => (
          <li key={`${client.network} ${client.userAgent} ${client.clientName}`}>
            <ClientName client={client} />, <Time at={client.lastSeenAt} />
          </li>
        ))}
      </ul>
    </Banner>
  )
}
