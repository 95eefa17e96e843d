import type { ApiProblem } from '../../api/problem.ts'
import { Banner } from '../../ui/Banner.tsx'

/** What went wrong with a press, if anything did. */
export function Fault({ problem }: { problem: ApiProblem | undefined }) {
  if (problem === undefined) return null
  return (
    <Banner tone="danger" role="alert" className="mt-4">
      {problem.detail}
    </Banner>
  )
}
