import { Card } from '../ui/Card.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'

/** A page that is on its way. */
export function Loading() {
  return (
    <Card isFlush>
      <Skeleton lines={5} />
    </Card>
  )
}
