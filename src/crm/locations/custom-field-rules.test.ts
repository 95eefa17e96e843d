import { describe, expect, it } from 'vitest'
import { readCustomField } from './custom-field-rules.ts'

const CHOICES = ['SINGLE_OPTIONS', 'MULTIPLE_OPTIONS', 'RADIO', 'CHECKBOX', 'TEXTBOX_LIST'] as const

describe('a new custom field', () => {
  it.each(CHOICES)('of type %s is refused without anything to choose from', dataType => {
    expect(() => readCustomField({ name: 'Colour', dataType }, dataType, true)).toThrow(
      `should not be empty for a field of type ${dataType}`,
    )
  })

  it.each(CHOICES)('of type %s takes its options in either spelling', dataType => {
    const labels = readCustomField({ name: 'Colour', dataType, textBoxListOptions: [{ label: 'Red' }] }, dataType, true)
    const plain = readCustomField({ name: 'Colour', dataType, options: ['Red'] }, dataType, true)
    expect(labels.picklistOptions).toEqual(['Red'])
    expect(plain.picklistOptions).toEqual(['Red'])
  })

  it('keeps the prefilled text of its boxes', () => {
    const textBoxListOptions = [{ label: 'Street', prefillValue: 'Main' }, { label: 'Town' }]
    const field = readCustomField(
      { name: 'Address', dataType: 'TEXTBOX_LIST', textBoxListOptions },
      'TEXTBOX_LIST',
      true,
    )
    expect(field.prefillValues).toEqual({ Street: 'Main' })
  })

  it('is refused with one option twice, naming it', () => {
    const body = { name: 'Colour', dataType: 'RADIO' as const, options: ['Red', ' Red'] }
    expect(() => readCustomField(body, 'RADIO', true)).toThrow('"Red" is there twice')
  })

  it('is refused with a box that has no label, naming the place', () => {
    const body = { name: 'A', dataType: 'TEXTBOX_LIST' as const, textBoxListOptions: [{ label: 'x' }, {}] }
    expect(() => readCustomField(body, 'TEXTBOX_LIST', true)).toThrow('textBoxListOptions.1.label')
  })

  it('takes documented file formats in any case and refuses others, listing what there is', () => {
    const body = { name: 'Scan', dataType: 'FILE_UPLOAD' as const, acceptedFormat: ['.PDF'] }
    expect(readCustomField(body, 'FILE_UPLOAD', true).acceptedFormats).toEqual(['.pdf'])
    expect(() => readCustomField({ ...body, acceptedFormat: ['.exe'] }, 'FILE_UPLOAD', true)).toThrow(
      /"\.exe": use \.pdf/,
    )
  })
})

describe('a changed custom field', () => {
  it('may leave its options alone', () => {
    expect(readCustomField({ name: 'Colour' }, 'RADIO', false)).toEqual({})
  })

  it('may not lose all of its options', () => {
    expect(() => readCustomField({ name: 'Colour', options: [] }, 'RADIO', false)).toThrow(
      'options should not be empty',
    )
  })
})
