import type { ClientRow } from '../../../api/integrations.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { callValues, lastClient } from '../detail/client-words.tsx'
import { t } from './messages.ts'

interface LastCallBannerProps {
  tokens: readonly { id: string; lastUsedAt: string | null }[]
  clients: readonly ClientRow[]
}

/** Who would be cut off: the last call with any of these tokens. */
export function LastCallBanner({ tokens, clients }: LastCallBannerProps) {
  const used = tokens.filter(token => token.lastUsedAt !== null)
  const latest = used.toSorted((a, b) => String(b.lastUsedAt).localeCompare(String(a.lastUsedAt)))[0]
  if (latest?.lastUsedAt == null) return <Banner tone="info">{t('notInUse')}</Banner>
  return <Banner tone="danger">{t.rich('inUse', callValues(latest.lastUsedAt, lastClient(clients, latest.id)))}</Banner>
}
