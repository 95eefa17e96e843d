import { expect, test } from 'vitest'
import { createLogger } from './log.ts'

test('tells an error by type, message, code and stack, and nothing else that hangs on it', () => {
  const lines: string[] = []
  const log = createLogger('info', { write: line => void lines.push(line) })
  const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED', client: { password: 'canary' } })
  log.warn({ err: Object.assign(new TypeError('broken', { cause }), { detail: 'canary' }) }, 'database.lost')
  const [line = '{}'] = lines
  expect(line).not.toContain('canary')
  expect(JSON.parse(line)).toMatchObject({
    msg: 'database.lost',
    err: { type: 'TypeError', message: 'broken', cause: { message: 'refused', code: 'ECONNREFUSED' } },
  })
})
