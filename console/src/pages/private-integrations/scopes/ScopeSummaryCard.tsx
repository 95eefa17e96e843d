import { Card } from '../../../ui/Card.tsx'
import { t } from './messages.ts'
import { ScopeSummary } from './ScopeSummary.tsx'

/** The summary as a card that stays in view beside a long picker. */
export function ScopeSummaryCard(props: Parameters<typeof ScopeSummary>[0]) {
  return (
    <Card title={t('able')} className="lg:sticky lg:top-20">
      <ScopeSummary {...props} />
    </Card>
  )
}
