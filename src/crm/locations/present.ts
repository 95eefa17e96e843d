import { withoutAbsent } from '../wire-json.ts'
import type { CustomField } from './custom-field-store.ts'
import type { CustomValue } from './custom-value-store.ts'
import type { Location } from './location-store.ts'
import type { StandardField } from './standard-fields.ts'
import type { Tag } from './tag-store.ts'
import type { FoundTask } from './task-store.ts'

const ADDRESS = ['address', 'city', 'state', 'country', 'postalCode', 'website'] as const
const PERSON = ['firstName', 'lastName', 'domain', 'logoUrl'] as const
const BUSINESS = ['name', ...ADDRESS, 'timezone', 'logoUrl'] as const
const SETTINGS = [
  'allowDuplicateContact',
  'allowDuplicateOpportunity',
  'allowFacebookNameMerge',
  'disableContactTimezone',
] as const
/** A contact may have several deals in one pipeline, unless the account says no. */
const ON_UNLESS_SET: ReadonlySet<string> = new Set(['allowDuplicateOpportunity'])
const SOCIAL = [
  'facebookUrl',
  'googlePlus',
  'linkedIn',
  'foursquare',
  'twitter',
  'yelp',
  'instagram',
  'youtube',
  'pinterest',
  'blogRss',
  'googlePlacesId',
] as const

/** A location in a search result: the published GetLocationSchema, which lacks some keys of the single one. */
export function presentFoundLocation(location: Location): Record<string, unknown> {
  const { profile } = location
  return {
    id: location.wireId,
    name: location.name,
    ...pick(profile, ['phone', 'email', ...ADDRESS]),
    timezone: location.timezone,
    settings: presentSettings(profile.settings),
    social: pick(profile.social ?? {}, SOCIAL),
  }
}

/** A location by itself, with the business it stands for. */
export function presentLocation(location: Location, companyId: string): Record<string, unknown> {
  const { profile } = location
  const business = { name: location.name, timezone: location.timezone, ...profile, ...profile.business }
  return {
    ...presentFoundLocation(location),
    companyId,
    ...pick(profile, PERSON),
    business: pick(business, BUSINESS),
  }
}

function presentSettings(settings: Record<string, unknown> = {}): Record<string, boolean> {
  const isOn = (key: string) => (ON_UNLESS_SET.has(key) ? settings[key] !== false : settings[key] === true)
  return Object.fromEntries(SETTINGS.map(key => [key, isOn(key)]))
}

export function presentTag(tag: Tag, locationId: string): Record<string, unknown> {
  return { id: tag.id, name: tag.name, locationId }
}

export function presentCustomField(field: CustomField, locationId: string): Record<string, unknown> {
  return withoutAbsent({
    id: field.id,
    name: field.name,
    fieldKey: field.fieldKey,
    placeholder: field.placeholder,
    dataType: field.dataType,
    position: field.position,
    picklistOptions: field.picklistOptions,
    picklistImageOptions: field.picklistImageOptions,
    isAllowedCustomOption: field.isCustomOptionAllowed,
    isMultiFileAllowed: field.isMultiFileAllowed,
    maxFileLimit: field.fileCountMax,
    locationId,
    model: field.model,
  })
}

export function presentStandardField(field: StandardField, locationId: string): Record<string, unknown> {
  const { fieldKey, name, dataType } = field
  return { id: fieldKey, name, fieldKey, dataType, position: 0, locationId, model: fieldKey.split('.')[0] }
}

export function presentCustomValue(value: CustomValue, locationId: string): Record<string, unknown> {
  const fieldKey = `{{ custom_values.${value.fieldKey} }}`
  return { id: value.id, name: value.name, fieldKey, value: value.value, locationId }
}

/** The contact's task as /contacts shows it, and what live clients read of a search's rows: `_id`, the names, `searchAfter`. */
export function presentTask(task: FoundTask, locationId: string): Record<string, unknown> {
  return withoutAbsent({
    _id: task.id,
    id: task.id,
    title: task.title,
    body: task.body,
    assignedTo: task.assignedTo,
    dueDate: task.dueDate.toISOString(),
    completed: task.isCompleted,
    contactId: task.contactId,
    locationId,
    dateAdded: task.createdAt.toISOString(),
    dateUpdated: task.updatedAt.toISOString(),
    contactDetails: withoutAbsent({ firstName: task.contactFirstName, lastName: task.contactLastName }),
    searchAfter: [task.createdAt.getTime(), task.id],
  })
}

function pick(from: Record<string, unknown>, keys: readonly string[]): Record<string, unknown> {
  return withoutAbsent(Object.fromEntries(keys.map(key => [key, from[key]])))
}
