import type { Integration } from '../../domain/integration.ts'
import type { Scope } from '../../domain/scope.ts'
import { notice } from './controls.ts'
import { type Html, html } from './html.ts'

type Draft = Pick<Integration, 'name' | 'description' | 'scopes'>

/** What is ticked in the form because a call lacked it. */
export function addedWords(added: readonly Scope[]): Html | undefined {
  if (added.length === 0) return undefined
  const labels = added.map(({ label }) => html`<li>${label}</li>`)
  return notice(
    'info',
    html`<p>The app asked for these permissions. They are ticked below; save to grant them to the same token.</p><ul>${labels}</ul>`,
  )
}

/** Somebody saved first: what stands now, where it differs from what was typed. */
export function differenceWords(saved: Draft, typed: Draft, scopes: readonly Scope[]): Html {
  const labelOf = (name: string) => scopes.find(({ scope }) => scope === name)?.label ?? name
  const granted = saved.scopes.filter(scope => !typed.scopes.includes(scope)).map(labelOf)
  const missing = typed.scopes.filter(scope => !saved.scopes.includes(scope)).map(labelOf)
  const lines = [
    saved.name !== typed.name && html`<li>Name: <bdi>${saved.name}</bdi></li>`,
    saved.description !== typed.description && html`<li>Description: <bdi>${saved.description || 'none'}</bdi></li>`,
    granted.length > 0 && html`<li>Granted now, not ticked below: ${granted.join(', ')}</li>`,
    missing.length > 0 && html`<li>Not granted now, ticked below: ${missing.join(', ')}</li>`,
  ]
  return notice(
    'warn',
    html`<p><b>Someone saved first.</b> Below is what you typed; this is what they saved. Save again to replace it.</p><ul>${lines}</ul>`,
  )
}
