/** A token as far as it can be shown. */
export function TokenMask({ last4, className }: { last4: string; className?: string }) {
  return (
    <code dir="ltr" className={`font-mono text-[13px] ${className ?? ''}`}>
      pit_••••{last4}
    </code>
  )
}

/** The end of a token, by which people tell tokens apart: "…77c2". */
export function TokenEnd({ last4 }: { last4: string }) {
  return (
    <code dir="ltr" className="font-mono text-fg">
      …{last4}
    </code>
  )
}
