import { useQuery } from '@tanstack/react-query'
import { CircleCheck, TriangleAlert } from 'lucide-react'
import type { IntegrationRef } from '../../../api/integrations.ts'
import { safeToExpireQuery } from '../../../api/safe-to-expire.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { Time } from '../../../ui/Time.tsx'
import { ClientName } from './client-words.tsx'
import { t } from './messages.ts'

const TONES = { moved: 'ok', quiet: 'neutral', active: 'warn' } as const
const LABELS = { moved: 'clientMoved', quiet: 'clientQuiet', active: 'clientActive' } as const

/** Whether anybody would notice the old token's end, and each of its clients with the rhythm it calls in. */
export function SafeToExpire({ integrationRef }: { integrationRef: IntegrationRef }) {
  const { data } = useQuery(safeToExpireQuery(integrationRef))
  if (data === undefined) return <p className="text-[13px] text-muted">{t('judging')}</p>
  const Icon = data.safe ? CircleCheck : TriangleAlert
  return (
    <div className="text-[13px]">
      <p className="flex items-start gap-2 font-medium wrap-anywhere">
        <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${data.safe ? 'text-ok-text' : 'text-warn-text'}`} />
        {data.sentence}
      </p>
      {data.clients.length > 0 && (
        <ul className="mt-2 flex flex-col gap-1.5">
          {data.clients.map(client => (
            <li
              key={`${client.network} ${client.userAgent} ${client.clientName}`}
              className="flex flex-wrap items-center gap-x-2 gap-y-1"
            >
              <Badge tone={TONES[client.status]}>{t(LABELS[client.status])}</Badge>
              <span className="min-w-0">
                <ClientName client={client} />
              </span>
              <span className="text-muted">
                <Time at={client.lastSeenAt} />, {client.cadence.sentence}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
