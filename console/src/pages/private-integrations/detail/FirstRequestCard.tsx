import { CircleCheck, LoaderCircle } from 'lucide-react'
import { useRef } from 'react'
import type { ClientRow, Integration } from '../../../api/integrations.ts'
import { useHere } from '../../../api/me.ts'
import { Card } from '../../../ui/Card.tsx'
import { CodeBlock } from '../../../ui/CodeBlock.tsx'
import { samplesOf } from '../token/samples.ts'
import { callValues, lastClient } from './client-words.tsx'
import { t } from './messages.ts'

/** Stands in the snippets for the token, which nobody can see any more. */
const PLACEHOLDER = 'pit_YOUR_TOKEN'

/** How to make the first call, and a light that turns green when it has come. It stays until the page is left. */
export function FirstRequestCard({
  integration,
  clients,
}: {
  integration: Integration
  clients: readonly ClientRow[]
}) {
  const { account } = useHere()
  const { lastUsedAt, state, scopes, rotation } = integration
  const wasWaiting = useRef(lastUsedAt === null)
  if (!wasWaiting.current || state !== 'live') return null
  const context = { origin: location.origin, locationId: account.locationId, secret: PLACEHOLDER, scopes }
  const samples = samplesOf(context).filter(({ id }) => id !== 'env')
  return (
    <Card title={t('firstTitle')} lead={t('firstLead', { placeholder: PLACEHOLDER })}>
      <CodeBlock label={t('firstTitle')} samples={samples} />
      <p role="status" className="mt-4 flex items-start gap-2.5">
        {lastUsedAt === null ? (
          <>
            <LoaderCircle aria-hidden className="mt-0.5 size-4 shrink-0 animate-spin text-muted" />
            <span className="text-muted">{t('waiting')}</span>
          </>
        ) : (
          <>
            <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-ok-text" />
            <span className="font-medium text-ok-text">
              {t.rich('firstArrivedFrom', callValues(lastUsedAt, lastClient(clients, rotation.current.id)))}
            </span>
          </>
        )}
      </p>
    </Card>
  )
}
