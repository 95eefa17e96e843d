import type { ReactNode } from 'react'
import type { IntegrationSummary } from '../../api/integrations.ts'
import { useHere } from '../../api/me.ts'
import { Banner } from '../../ui/Banner.tsx'
import { useNow } from '../../ui/clock.ts'
import { TextLink } from '../../ui/TextLink.tsx'
import { spanWords } from '../../ui/time-words.ts'
import { integrationPath } from '../paths.ts'
import { ageOf, endsInMs } from './health.ts'
import { t } from './messages.ts'

type WorstCase = NonNullable<IntegrationSummary['worst']>

const b = (chunks: ReactNode) => <b className="font-semibold">{chunks}</b>

/** One banner for the worst case, not one for each. */
export function WorstCaseBanner({ worst }: { worst: WorstCase | null | undefined }) {
  const { accountId } = useHere()
  const now = useNow()
  if (worst === null || worst === undefined) return null
  const href = integrationPath({ accountId, integrationId: worst.integration.id })
  const isAboutToken = worst.trouble === 'overdue' || worst.trouble === 'ended'
  return (
    <Banner tone={worst.trouble === 'ended' ? 'danger' : 'warn'} role="status" className="mb-5">
      {wordsOf(worst, now)} <TextLink href={href}>{t(isAboutToken ? 'reviewRotate' : 'review')}</TextLink>
    </Banner>
  )
}

function wordsOf({ trouble, integration, count }: WorstCase, now: number): ReactNode {
  const { days, due } = ageOf(integration, now)
  const values = { name: integration.name, more: count - 1, b }
  if (trouble === 'ended') return t.rich('endedBanner', values)
  if (trouble === 'overdue') return t.rich('overdueBanner', { ...values, days, due })
  if (trouble === 'unused') return t.rich('unusedBanner', { ...values, days })
  return t.rich('endingBanner', { ...values, span: spanWords(endsInMs(integration, now)) })
}
