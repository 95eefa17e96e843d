import type { ReactNode } from 'react'

/** Names and values one below the other: what a thing is. */
export function Facts({ facts }: { facts: readonly { name: ReactNode; value: ReactNode }[] }) {
  return (
    <dl className="grid gap-x-6 gap-y-3 sm:grid-cols-[minmax(8rem,auto)_1fr]">
      {facts.map((fact, index) => (
        // A list of facts is written down once and never changes places.
        <div key={index} className="contents">
          <dt className="text-muted max-sm:-mb-2">{fact.name}</dt>
          <dd className="min-w-0 wrap-anywhere">{fact.value}</dd>
        </div>
      ))}
    </dl>
  )
}
