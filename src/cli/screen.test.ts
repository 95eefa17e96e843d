import { describe, expect, it } from 'vitest'
import { fit, pad, plain, screenFor, toJson, widthOf } from './screen.ts'

describe('screenFor', () => {
  it('has colours on a terminal alone', () => {
    expect(screenFor({ isTTY: true }, true).bold('x')).toBe('\u001b[1mx\u001b[22m')
    expect(screenFor({ isTTY: false }, true).bold('x')).toBe('x')
    expect(screenFor({}, true).bad('x')).toBe('x')
  })

  it('has none where NO_COLOR forbids them', () => expect(screenFor({ isTTY: true }, false).good('x')).toBe('x'))

  it('is 80 columns wide where nobody says, and never so narrow or wide that tables break', () => {
    expect(screenFor({ columns: 200 }, true).columns).toBe(80)
    expect(screenFor({ isTTY: true, columns: 100 }, true).columns).toBe(100)
    expect(screenFor({ isTTY: true, columns: 20 }, true).columns).toBe(60)
    expect(screenFor({ isTTY: true, columns: 400 }, true).columns).toBe(120)
  })
})

describe('text from outside', () => {
  it.each(['\u001b[2J', '\u009b31m', 'a\r\nb', 'a\tb', '\u202eevil', '\u2028', '\u0000'])(
    'cannot steer the terminal: %j',
    text => {
      // oxlint-disable-next-line eslint/no-control-regex -- what must be gone
      expect(plain(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u202e]/)
      expect(plain(text)).toContain('\ufffd')
    },
  )

  it('keeps letters of every script', () => expect(plain('Łódź 東京 שלום 👩‍💻')).toBe('Łódź 東京 שלום 👩‍💻'))

  it('is the same value in JSON, with nothing that steers', () => {
    const value = { name: 'a\u009b31m\u202eb\u2028', list: ['\u001b'] }
    const text = toJson(value)
    // oxlint-disable-next-line eslint/no-control-regex -- what must be gone
    expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u202e]/)
    expect(JSON.parse(text)).toEqual(value)
  })
})

describe('widths', () => {
  it.each([
    ['abc', 3],
    ['é', 1],
    ['e\u0301', 1],
    ['“Größe” – ’s…', 13],
    ['a\u00e9\u0301…', 3],
    ['☎\ufe0e', 1],
    ['東京', 4],
    ['👩‍💻', 2],
    ['\u001b[1mab\u001b[22m', 2],
  ])('%s takes %i', (text, width) => expect(widthOf(text)).toBe(width))

  it('cuts with an ellipsis, between whole characters', () => {
    expect(fit('Order sync', 20)).toBe('Order sync')
    expect(fit('Order sync', 6)).toBe('Order…')
    expect(fit('東京東京', 5)).toBe('東京…')
    expect(fit('👩‍💻👩‍💻', 3)).toBe('👩‍💻…')
  })

  it('pads to a width', () => expect(pad('東', 4)).toBe('東  '))
})
