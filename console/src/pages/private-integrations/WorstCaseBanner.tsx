import type { ReactNode } from 'react'
import type { Integration } from '../../api/integrations.ts'
import { useHere } from '../../api/me.ts'
import { Banner } from '../../ui/Banner.tsx'
import { useNow } from '../../ui/clock.ts'
import { TextLink } from '../../ui/TextLink.tsx'
import { spanWords } from '../../ui/time-words.ts'
import { integrationPath } from '../paths.ts'
import { ageOf, endsInMs, type WorstCase, worstCase } from './health.ts'
import { t } from './messages.ts'

const b = (chunks: ReactNode) => <b className="font-semibold">{chunks}</b>

/** One banner for the worst case, not one for each. */
export function WorstCaseBanner({ integrations }: { integrations: readonly Integration[] }) {
  const { accountId } = useHere()
  const now = useNow()
  const worst = worstCase(integrations, now)
  if (worst === undefined) return null
  const href = integrationPath({ accountId, integrationId: worst.integration.id })
  return (
    <Banner tone="warn" role="status" className="mb-5">
      {wordsOf(worst, now)} <TextLink href={href}>{t(worst.kind === 'overdue' ? 'reviewRotate' : 'review')}</TextLink>
    </Banner>
  )
}

function wordsOf(worst: WorstCase, now: number): ReactNode {
  const { integration } = worst
  const { days, due } = ageOf(integration, now)
  const { name } = integration
  if (worst.kind === 'overdue') return t.rich('overdueBanner', { name, days, due, more: worst.more, b })
  if (worst.kind === 'unused') return t.rich('unusedBanner', { name, days, b })
  return t.rich('endingBanner', { name, span: spanWords(endsInMs(integration, now)), b })
}
