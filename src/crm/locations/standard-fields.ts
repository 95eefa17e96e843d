/** A field that every account has. It has a key but no id of its own: the key is its id. */
export interface StandardField {
  fieldKey: string
  name: string
  dataType: string
}

const CONTACT: [key: string, name: string, dataType: string][] = [
  ['first_name', 'First Name', 'TEXT'],
  ['last_name', 'Last Name', 'TEXT'],
  ['name', 'Full Name', 'TEXT'],
  ['email', 'Email', 'EMAIL'],
  ['phone', 'Phone', 'PHONE'],
  ['date_of_birth', 'Date Of Birth', 'DATE'],
  ['company_name', 'Business Name', 'TEXT'],
  ['address1', 'Street Address', 'TEXT'],
  ['city', 'City', 'TEXT'],
  ['state', 'State', 'TEXT'],
  ['country', 'Country', 'TEXT'],
  ['postal_code', 'Postal Code', 'TEXT'],
  ['website', 'Website', 'TEXT'],
  ['timezone', 'Time Zone', 'TEXT'],
  ['source', 'Source', 'TEXT'],
  ['type', 'Contact Type', 'TEXT'],
]

const OPPORTUNITY: typeof CONTACT = [
  ['name', 'Opportunity Name', 'TEXT'],
  ['pipeline_id', 'Pipeline', 'SINGLE_OPTIONS'],
  ['pipeline_stage_id', 'Stage', 'SINGLE_OPTIONS'],
  ['status', 'Status', 'SINGLE_OPTIONS'],
  ['monetary_value', 'Lead Value', 'MONETORY'],
  ['assigned_to', 'Owner', 'TEXT'],
  ['source', 'Source', 'TEXT'],
]

const BY_KEY = new Map(
  [...withModel('contact', CONTACT), ...withModel('opportunity', OPPORTUNITY)].map(field => [field.fieldKey, field]),
)

function withModel(model: string, rows: typeof CONTACT): StandardField[] {
  return rows.map(([key, name, dataType]) => ({ fieldKey: `${model}.${key}`, name, dataType }))
}

/** The standard field of a key such as `contact.first_name`. */
export function standardField(fieldKey: string): StandardField | undefined {
  return BY_KEY.get(fieldKey)
}

/** The keys that no custom field may take. */
export const STANDARD_KEYS: ReadonlySet<string> = new Set(BY_KEY.keys())
