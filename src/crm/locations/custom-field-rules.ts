import { WireError } from '../wire-error.ts'
import type { CustomFieldBody, CustomFieldUpdateBody } from './schema.ts'

/** What a custom field holds beside its name, after the rules. Absent: not given. */
export interface CustomFieldAttributes {
  placeholder?: string
  position?: number
  picklistOptions?: string[]
  prefillValues?: Record<string, string>
  acceptedFormats?: string[]
  isMultiFileAllowed?: boolean
  fileCountMax?: number
}

const TYPES_WITH_OPTIONS = new Set(['SINGLE_OPTIONS', 'MULTIPLE_OPTIONS', 'RADIO', 'CHECKBOX', 'TEXTBOX_LIST'])

/** The formats that the documents list for uploads. */
const FILE_FORMATS = new Set(['.pdf', '.docx', '.doc', '.jpg', '.jpeg', '.png', '.gif', '.csv', '.xlsx', '.xls', 'all'])

/**
 * Reads a create or update body. A type that offers a choice needs something to choose from: when it is made, and when
 * its options are changed. What other types carry besides is kept, because clients send one shape for every type.
 */
export function readCustomField(
  body: CustomFieldBody | CustomFieldUpdateBody,
  dataType: string,
  isNew: boolean,
): CustomFieldAttributes {
  const picklistOptions = readOptions(body)
  if (TYPES_WITH_OPTIONS.has(dataType) && (picklistOptions === undefined ? isNew : picklistOptions.length === 0)) {
    const property = dataType === 'TEXTBOX_LIST' ? 'textBoxListOptions' : 'options'
    throw new WireError(422, `${property} should not be empty for a field of type ${dataType}`)
  }
  return withoutUndefined({
    placeholder: body.placeholder,
    position: body.position,
    picklistOptions,
    prefillValues: readPrefillValues(body),
    acceptedFormats: readFormats(body.acceptedFormat),
    isMultiFileAllowed: body.isMultipleFile,
    fileCountMax: body.maxNumberOfFiles,
  })
}

function readOptions(body: CustomFieldUpdateBody): string[] | undefined {
  const given = body.options ?? body.textBoxListOptions?.map(option => option.label)
  const options = given?.map((label, index) => {
    if (label === undefined) throw new WireError(422, `textBoxListOptions.${index}.label should not be empty`)
    return label.trim()
  })
  const twice = options?.find((option, index) => options.indexOf(option) !== index)
  if (twice !== undefined) throw new WireError(422, `each option must be unique: "${twice}" is there twice`)
  return options
}

function readPrefillValues(body: CustomFieldUpdateBody): Record<string, string> | undefined {
  if (body.textBoxListOptions === undefined) return undefined
  const pairs = body.textBoxListOptions.map(option => [option.label?.trim(), option.prefillValue ?? ''])
  return Object.fromEntries(pairs.filter(([, prefill]) => prefill !== ''))
}

function readFormats(given: string[] | undefined): string[] | undefined {
  const formats = given?.map(format => format.toLowerCase())
  const unknown = formats?.find(format => !FILE_FORMATS.has(format))
  if (unknown === undefined) return formats
  throw new WireError(422, `acceptedFormat has no "${unknown}": use ${[...FILE_FORMATS].join(', ')}`)
}

function withoutUndefined(all: { [K in keyof CustomFieldAttributes]: CustomFieldAttributes[K] | undefined }) {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as CustomFieldAttributes
}
