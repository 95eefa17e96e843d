import type { Scope } from '../../domain/scope.ts'
import { type FormState, hintAndFault } from './controls.ts'
import { flag, type Html, html } from './html.ts'

/** The choice of scopes as grouped checkboxes; a script adds shortcuts and a count. */
export function scopePicker(picker: { scopes: readonly Scope[]; chosen: ReadonlySet<string>; fault?: string }): Html {
  const groups = Map.groupBy(picker.scopes, scope => scope.group)
  const state = {
    values: {},
    faults: (picker.fault === undefined ? {} : { scopes: picker.fault }) as FormState['faults'],
  }
  return html`<div class="picker" data-picker>
    <div class="picker-tools js-only">
      <button type="button" class="button small" data-pick="read">All read-only</button>
      <button type="button" class="button small" data-pick="none">Clear</button>
      <span class="muted" data-picked role="status"></span>
    </div>
    ${hintAndFault({ name: 'scopes' }, state)}
    <div class="picker-groups">${[...groups].map(([group, scopes]) => groupOf(group, scopes, picker.chosen))}</div>
  </div>`
}

function groupOf(group: string, scopes: readonly Scope[], chosen: ReadonlySet<string>): Html {
  return html`<fieldset class="picker-group"><legend>${group}</legend>${scopes.map(scope => choice(scope, chosen.has(scope.scope)))}</fieldset>`
}

function choice(scope: Scope, isChosen: boolean): Html {
  const id = `scope-${scope.scope.replaceAll('/', '-')}`
  return html`<div class="picker-row">
    <input type="checkbox" id="${id}" name="scopes" value="${scope.scope}" aria-describedby="${id}-says" data-access="${scope.access}"${flag('checked', isChosen)}>
    <label for="${id}">${scope.label}${scope.sensitive && html` <span class="badge warn">Sensitive</span>`}</label>
    <code class="picker-id">${scope.scope}</code>
    <span class="hint" id="${id}-says">${scope.sentence}</span>
  </div>`
}
