import { flag, type Html, type HtmlValue, html } from './html.ts'
import { icon } from './icons.ts'

/** What a form was sent with and what was wrong, so that it comes back as it was left. */
export interface FormState {
  values: Record<string, string>
  /** Field → sentence. */
  faults: Record<string, string>
  /** A sentence about the form as a whole. */
  notice?: string
}

export const EMPTY_FORM: FormState = { values: {}, faults: {} }

/** One labelled text field. */
export interface TextField {
  name: string
  label: string
  hint?: string
  isOptional?: boolean
  type?: 'text' | 'email' | 'password'
  autocomplete?: string
  lengthLeast?: number
  lengthMost?: number
  /** More than one = a text area. */
  lines?: number
  /** Where the cursor stands when nothing is wrong. */
  isFirst?: boolean
}

/** A form that posts with its seal against forgery. */
export function postForm(form: { action: string; formSeal: string; className?: string }, body: HtmlValue): Html {
  return html`<form method="post" action="${form.action}" class="${form.className ?? 'stack'}">
    <input type="hidden" name="formSeal" value="${form.formSeal}">${body}
  </form>`
}

/** A text field with its label, hint and fault; the cursor goes to the first faulty one. */
export function textField(field: TextField, state: FormState): Html {
  const id = `field-${field.name}`
  const value = field.type === 'password' ? '' : (state.values[field.name] ?? '')
  const focus = firstFault(state) === undefined ? field.isFirst === true : firstFault(state) === field.name
  const attributes = html`id="${id}" name="${field.name}"${describe(field, state)}${lengths(field)} dir="auto"
    autocomplete="${field.autocomplete ?? 'off'}"${flag('required', field.isOptional !== true)}${flag('autofocus', focus)}`
  const control =
    field.lines === undefined
      ? html`<input class="input" type="${field.type ?? 'text'}" value="${value}" ${attributes}>`
      : html`<textarea class="input" rows="${field.lines}" ${attributes}>
${value}</textarea>`
  return html`<div class="field">
    <label for="${id}">${field.label}${field.isOptional && html` <span class="muted">(optional)</span>`}</label>
    ${control}${hintAndFault(field, state)}
  </div>`
}

/** The id of the line below a field: its fault, which takes the place of the hint. */
export function describe(field: { name: string; hint?: string }, state: FormState): Html {
  const fault = state.faults[field.name]
  if (fault !== undefined) return html` aria-describedby="fault-${field.name}" aria-invalid="true"`
  return html`${field.hint !== undefined && html` aria-describedby="hint-${field.name}"`}`
}

/** The line below a field: what is wrong, else what is wanted. */
export function hintAndFault(field: { name: string; hint?: string }, state: FormState): Html {
  const fault = state.faults[field.name]
  if (fault !== undefined)
    return html`<p class="fault" id="fault-${field.name}">${icon('warning')}<span>${fault}</span></p>`
  return html`${field.hint !== undefined && html`<p class="hint" id="hint-${field.name}">${field.hint}</p>`}`
}

/** A sentence above a form or a page. */
export function notice(tone: 'ok' | 'warn' | 'danger' | 'info', body: HtmlValue): Html {
  const name = tone === 'ok' ? 'check' : tone === 'info' ? 'info' : 'warning'
  return html`<div class="notice ${tone}" role="${tone === 'danger' ? 'alert' : 'status'}">${icon(name)}<div>${body}</div></div>`
}

/** The field that gets the cursor: the first that is wrong, in the order of the faults. */
export function firstFault(state: FormState): string | undefined {
  return Object.keys(state.faults)[0]
}

function lengths(field: TextField): Html {
  return html`${field.lengthLeast !== undefined && html` minlength="${field.lengthLeast}"`}${
    field.lengthMost !== undefined && html` maxlength="${field.lengthMost}"`
  }`
}

/** A small label; the dot carries the tone, the word says it too. */
export function badge(label: string, tone: 'danger' | 'quiet'): Html {
  return html`<span class="badge ${tone}"><span class="dot"></span>${label}</span>`
}
