import { useId, useRef, useState } from 'react'
import { CopyButton } from './CopyButton.tsx'
import { cx } from './class-names.ts'

interface CodeBlockProps {
  /** One tab for each; with one there are none. */
  samples: readonly { id: string; label: string; code: string }[]
  label: string
  copyLabel?: string
}

/** Code to be copied, in several languages behind tabs (arrow keys). */
export function CodeBlock({ samples, label, copyLabel }: CodeBlockProps) {
  const [chosen, choose] = useState(samples[0]?.id)
  const current = samples.find(sample => sample.id === chosen) ?? samples[0]
  const block = useRef<HTMLElement>(null)
  const id = useId()
  if (current === undefined) return null
  const move = (step: number) => {
    const next = samples[(samples.indexOf(current) + step + samples.length) % samples.length]
    choose(next?.id)
    document.getElementById(`${id}-${next?.id}`)?.focus()
  }
  return (
    <div className="min-w-0 overflow-hidden rounded-lg border border-line">
      {samples.length > 1 && (
        <div role="tablist" aria-label={label} className="flex overflow-x-auto border-b border-line bg-subtle/60">
          {samples.map(sample => (
            <button
              key={sample.id}
              id={`${id}-${sample.id}`}
              type="button"
              role="tab"
              aria-selected={sample === current}
              aria-controls={`${id}-panel`}
              tabIndex={sample === current ? 0 : -1}
              onClick={() => choose(sample.id)}
              onKeyDown={event => {
                const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
                if (step !== undefined) move(document.dir === 'rtl' ? -step : step)
              }}
              className={cx(
                'min-h-9 border-b-2 px-3.5 text-[13px] whitespace-nowrap -outline-offset-2',
                sample === current ? 'border-accent font-medium' : 'border-transparent text-muted hover:text-fg',
              )}
            >
              {sample.label}
            </button>
          ))}
        </div>
      )}
      <div
        id={`${id}-panel`}
        role={samples.length > 1 ? 'tabpanel' : undefined}
        aria-labelledby={samples.length > 1 ? `${id}-${current.id}` : undefined}
      >
        <pre
          ref={block as never}
          dir="ltr"
          tabIndex={0}
          aria-label={label}
          role="group"
          className="max-h-64 overflow-auto p-3 font-mono text-[13px] -outline-offset-2"
        >
          <code>{current.code}</code>
        </pre>
        <div className="px-3 pb-3">
          <CopyButton
            text={current.code}
            label={copyLabel}
            onFailed={() => block.current && getSelection()?.selectAllChildren(block.current)}
          />
        </div>
      </div>
    </div>
  )
}
