import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const DEMO = path.join(import.meta.dirname, '../../scripts/demo.ts')

describe('npm run demo', () => {
  it('tells the whole main job, every reply as expected, on 80 columns, and leaves nothing behind', {
    timeout: 90_000,
  }, async () => {
    const before = await leftovers()
    const child = spawn(process.execPath, [DEMO], { stdio: ['ignore', 'pipe', 'pipe'] })
    let printed = ''
    let complaints = ''
    child.stdout.on('data', chunk => (printed += String(chunk)))
    child.stderr.on('data', chunk => (complaints += String(chunk)))
    const [code] = await once(child, 'close')
    expect([code, complaints]).toEqual([0, ''])
    expect(printed).toMatch(/22 requests, every reply as expected/)
    expect(printed.match(/^\d+\. .*$/gm)).toHaveLength(9)
    expect(printed).not.toContain('✗')
    expect(printed).not.toMatch(/pit_[0-9A-Za-z]{38}/)
    expect(printed.split('\n').filter(line => [...line].length > 80)).toEqual([])
    expect(printed).toMatch(/^ {4}deprecation: @\d+\n {4}sunset: .* GMT$/m)
    expect(await leftovers()).toEqual(before)
  })
})

/** What a demo that was cut short would leave. */
async function leftovers(): Promise<string[]> {
  return (await readdir(tmpdir())).filter(name => name.startsWith('pit-demo-'))
}
