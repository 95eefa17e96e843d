import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DEPTH_MAX, ITEMS_MAX, JsonFault, KEYS_MAX, parseStrictJson } from './strict-json.ts'

function faultOf(text: string | Uint8Array): Pick<JsonFault, 'kind' | 'path' | 'message'> {
  try {
    parseStrictJson(text)
  } catch (error) {
    if (error instanceof JsonFault) return { kind: error.kind, path: error.path, message: error.message }
    throw error
  }
  throw new Error('accepted')
}

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
const keys = (count: number) => `{${Array.from({ length: count }, (_, at) => `"k${at}":1`).join(',')}}`
const items = (count: number) => `[${Array.from({ length: count }, () => 0).join(',')}]`

describe('accepts', () => {
  test('exactly what JSON.parse gives, for every document within the limits', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8, stringUnit: 'binary' }), text => {
        let value: unknown
        try {
          value = parseStrictJson(text)
        } catch (error) {
          expect(error).toBeInstanceOf(JsonFault)
          return
        }
        expect(value).toEqual(JSON.parse(text))
      }),
      { numRuns: 500 },
    )
  })

  test('S61: text that reads back byte for byte, escapes and emoji included', () => {
    const text = '{"a":"\\ud83d\\ude00 \\"q\\" \\\\ é 😀","b":[true,false,null,-1.5,1e3]}'
    expect(parseStrictJson(Buffer.from(text))).toEqual({
      a: '😀 "q" \\ é 😀',
      b: [true, false, null, -1.5, 1000],
    })
  })

  test('the limits themselves', () => {
    expect(parseStrictJson(nested(DEPTH_MAX))).toBeDefined()
    expect(parseStrictJson(keys(KEYS_MAX))).toBeDefined()
    expect(parseStrictJson(items(ITEMS_MAX))).toBeDefined()
    expect(parseStrictJson(String(Number.MAX_SAFE_INTEGER))).toBe(Number.MAX_SAFE_INTEGER)
  })

  test('the same key in two objects, and "constructor" or "prototype" alone', () => {
    expect(parseStrictJson('[{"a":1},{"a":{"a":2}}]')).toEqual([{ a: 1 }, { a: { a: 2 } }])
    expect(parseStrictJson('{"constructor":"x","prototype":{"a":1}}')).toEqual({
      constructor: 'x',
      prototype: { a: 1 },
    })
  })

  test('brackets, commas, colons and quotes inside strings as plain text', () => {
    const value = { 'a"]}[{,:': ['[[[[', '}}}}', ',,,', '\\', '"', ':'] }
    expect(parseStrictJson(JSON.stringify(value))).toEqual(value)
  })
})

describe('refuses as malformed', () => {
  test.each([
    '',
    ' ',
    '{',
    '[',
    '}',
    ']]]]',
    '{"a"}',
    '{"a":}',
    '{a:1}',
    "{'a':1}",
    '[1,]',
    '{"a":1,}',
    '[1 2]',
    '"open',
    '"bad \\x escape"',
    '"half \\u12"',
    '"raw\nnewline"',
    'nul',
    'undefined',
    'NaN',
    'Infinity',
    '01',
    '+1',
    '.5',
    '1.',
    '0x10',
    '1e',
    '{} {}',
    '// x\n{}',
  ])('%j', text => {
    expect(['malformed', 'invalid']).toContain(faultOf(text).kind)
  })

  test('S60: a byte order mark, and bytes that are not UTF-8', () => {
    expect(faultOf(Buffer.from('\ufeff{}')).message).toMatch(/byte order mark/)
    expect(faultOf('\ufeff{}').message).toMatch(/byte order mark/)
    expect(faultOf(Buffer.from([0x22, 0xff, 0x22])).message).toMatch(/UTF-8/)
    expect(faultOf(Buffer.from('{}', 'utf16le')).kind).toBe('malformed')
    expect(faultOf(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])).message).toMatch(/UTF-8/)
  })

  test('S60: duplicate keys, also when one is escaped', () => {
    expect(faultOf('{"a":{"b":1,"b":2}}')).toMatchObject({ kind: 'malformed', path: 'a.b' })
    expect(faultOf('{"a":1,"\\u0061":2}')).toMatchObject({ kind: 'malformed', path: 'a' })
  })

  test('S64: one level too deep, and a hundred thousand, without overflowing anything', () => {
    expect(faultOf(nested(DEPTH_MAX + 1)).message).toMatch(/deeper than 32/)
    expect(faultOf(nested(100_000)).message).toMatch(/deeper than 32/)
    expect(faultOf('{"a":'.repeat(100_000)).message).toMatch(/deeper than 32/)
  })

  test('S60: one key or item too many, naming the object or array that holds them', () => {
    expect(faultOf(`{"o":${keys(KEYS_MAX + 1)}}`)).toMatchObject({ path: 'o', message: expect.stringMatching(/keys/) })
    expect(faultOf(`{"l":${items(ITEMS_MAX + 1)}}`)).toMatchObject({
      path: 'l',
      message: expect.stringMatching(/items/),
    })
  })

  test('S14: without quoting the document, which may hold a secret', () => {
    for (const text of ['{"secret":canary}', 'canary', '{"a":"canary', '["canary" "canary"]']) {
      expect(faultOf(text).message).not.toMatch(/canary/)
    }
  })
})

describe('refuses as invalid, with the place', () => {
  test.each([
    ['{"a":"x\\u0000y"}', 'a', /NUL/],
    ['{"a":["ok","\\ud800"]}', 'a[1]', /surrogate/],
    ['{"a":"\\udc00\\ud800"}', 'a', /surrogate/],
    ['{"\\u0000":1}', '["\\u0000"]', /NUL/],
    ['{"a b":{"c":"\\ud800"}}', '["a b"].c', /surrogate/],
    ['"\\u0000"', '', /NUL/],
  ])('S61: %s', (text, path, message) => {
    expect(faultOf(text)).toMatchObject({ kind: 'invalid', path, message: expect.stringMatching(message) })
  })

  test.each([
    '{"__proto__":{"polluted":true}}',
    '{"a":[{"__proto__":null}]}',
    '{"\\u005f_proto__":{"polluted":true}}',
    '{"constructor":{"prototype":{"polluted":true}}}',
    '{"a":{"constructor":{"prototype":{}}}}',
  ])('S63: %s', text => {
    expect(faultOf(text).kind).toBe('invalid')
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  test.each(['1e400', '-1e400', '9007199254740992', '-9007199254740993', '1e20', '1e-400', '-0', '-0.0', '-0e1'])(
    'S65: the number %s',
    literal => {
      expect(faultOf(`{"n":[1,${literal}]}`)).toMatchObject({ kind: 'invalid', path: 'n[1]' })
    },
  )
})

test('a scan of a quarter megabyte of quotes, backslashes or digits takes no noticeable time', () => {
  for (const filler of ['"', '\\', '9', '[', '{"', ',', '-', 'e']) {
    const startedMs = performance.now()
    expect(() => parseStrictJson(filler.repeat(262_144))).toThrow(JsonFault)
    expect(performance.now() - startedMs).toBeLessThan(1000)
  }
})
