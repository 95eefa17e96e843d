import type { Integration } from '../../api/integrations.ts'
import { Badge } from '../../ui/Badge.tsx'
import { useNow } from '../../ui/clock.ts'
import { healthOf, showHealth } from './health.ts'

/** The state of an integration in a word. */
export function HealthBadge({ integration }: { integration: Integration }) {
  const { label, tone } = showHealth(healthOf(integration, useNow()))
  return (
    <Badge tone={tone} hasDot>
      {label}
    </Badge>
  )
}
