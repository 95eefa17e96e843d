import type { IntegrationView } from '../../actions/integration-view.ts'
import { type Html, html } from './html.ts'
import { counted, daysBetween } from './time-words.ts'

/** Of the days until rotation is due, the part after which a token is "soon" to be rotated: day 76 of 90. */
const SOON_AT = 76 / 90

type Tone = 'ok' | 'accent' | 'warn' | 'danger' | 'quiet'

/** The one word that matters most about an integration now. */
export function healthBadge(view: IntegrationView, now: Date): Html {
  const [label, tone] = healthOf(view, now)
  return badge(label, tone)
}

/** A small label; the dot carries the tone, the word says it too. */
export function badge(label: string, tone: Tone): Html {
  return html`<span class="badge ${tone}"><span class="dot"></span>${label}</span>`
}

/** The current token's age against the day it is due, as words and as a bar. */
export function ageBar(view: IntegrationView, now: Date): Html {
  const { age, due, part } = ageOf(view, now)
  const tone = part >= 1 ? 'danger' : part >= SOON_AT ? 'warn' : 'ok'
  return html`<div class="age">
    <div class="age-words"><span>${counted(age, 'day')}</span> <span class="muted">of ${due}</span></div>
    ${bar(part, tone)}
  </div>`
}

/** A bar filled to a part of its length. Its words stand beside it, so it is silent for screen readers. */
export function bar(part: number, tone: Tone): Html {
  const width = Math.round(Math.min(1, Math.max(0.02, part)) * 100)
  return html`<svg class="bar ${tone}" aria-hidden="true"><rect class="bar-track" width="100%" height="100%" rx="2.5"/><rect
    class="bar-fill" width="${width}%" height="100%" rx="2.5"/></svg>`
}

function healthOf(view: IntegrationView, now: Date): [string, Tone] {
  if (view.state === 'expired') return ['Expired', 'danger']
  if (view.state === 'disabled') return ['Disabled', 'quiet']
  if (view.rotation.state === 'rotating') return ['Rotating', 'accent']
  const { part } = ageOf(view, now)
  if (part >= 1) return ['Rotation overdue', 'danger']
  if (part >= SOON_AT) return ['Rotate soon', 'warn']
  return view.lastUsedAt === undefined ? ['Never used', 'quiet'] : ['Healthy', 'ok']
}

function ageOf(view: IntegrationView, now: Date): { age: number; due: number; part: number } {
  const { createdAt } = view.rotation.current
  const dueMs = view.rotationDueAt.getTime() - createdAt.getTime()
  return {
    age: Math.max(0, daysBetween(createdAt, now)),
    due: daysBetween(createdAt, view.rotationDueAt),
    part: (now.getTime() - createdAt.getTime()) / dueMs,
  }
}
