import type { FieldKind, Filter, SearchField, SearchFields } from '../search-filters.ts'
import { CONTACT_LINES } from '../search-text.ts'

/** The lines of an opportunity's search text: its own name comes before the contact's. */
const NAME_LINE = '1'
const contactLine = (field: (typeof CONTACT_LINES)[number]) => String(CONTACT_LINES.indexOf(field) + 2)

const column = (kind: FieldKind, source: string): SearchField => ({ kind, source })

/** By the names of the published search; the responses' own names do as well. */
const FIELDS: Record<string, SearchField> = {
  id: column('id', 'id'),
  name: column('line', NAME_LINE),
  monetary_value: column('number', 'monetary_value'),
  monetaryValue: column('number', 'monetary_value'),
  pipeline_id: column('id', 'pipeline_id'),
  pipelineId: column('id', 'pipeline_id'),
  pipeline_stage_id: column('id', 'pipeline_stage_id'),
  pipelineStageId: column('id', 'pipeline_stage_id'),
  status: column('id', 'status'),
  lost_reason_id: column('id', 'lost_reason_id'),
  lostReasonId: column('id', 'lost_reason_id'),
  source: column('text', 'source'),
  assigned_to: column('id', 'assigned_to'),
  assignedTo: column('id', 'assigned_to'),
  followers: column('list', 'followers'),
  contact_id: column('id', 'contact_id'),
  contactId: column('id', 'contact_id'),
  contact_name: column('line', contactLine('name')),
  company_name: column('line', contactLine('companyName')),
  email: column('line', contactLine('email')),
  phone: column('phoneLine', contactLine('phone')),
  date_added: column('instant', 'created_at'),
  createdAt: column('instant', 'created_at'),
  date_updated: column('instant', 'updated_at'),
  updatedAt: column('instant', 'updated_at'),
  last_status_change_date: column('instant', 'last_status_change_at'),
  lastStatusChangeAt: column('instant', 'last_status_change_at'),
  last_stage_change_date: column('instant', 'last_stage_change_at'),
  lastStageChangeAt: column('instant', 'last_stage_change_at'),
}

/** The field of that name; `custom_fields.<id>` is one, too. */
export function searchFieldOf(name: string): SearchField | undefined {
  const customFieldId = /^(?:custom_fields|customFields)\.([0-9A-Za-z]{1,50})$/.exec(name)?.[1]
  if (customFieldId !== undefined) return column('custom', customFieldId)
  return Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined
}

/** What searches for opportunities may name. */
export const OPPORTUNITY_FIELDS: SearchFields = {
  find: searchFieldOf,
  description: 'a field that opportunities are searched by, such as status, pipeline_id or date_added',
}

/** The columns that crm_opportunity_counts counts by. */
const KEPT = new Set(['pipeline_id', 'pipeline_stage_id', 'status'])

/** True when the kept counts can say how many meet the filter: it asks for nothing that they don't tell apart. */
export function isKept(filter: Filter): boolean {
  return 'group' in filter ? filter.filters.every(isKept) : KEPT.has(filter.field.source)
}
