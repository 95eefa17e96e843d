import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { systemClock } from '../../src/lib/clock.ts'
import { newSigningSecret, standardSignature } from '../../src/lib/webhook-signature.ts'

const FOLDER = path.join(import.meta.dirname, '../../docs/examples/webhooks')
const secret = newSigningSecret()
const body = '{"type":"ContactCreate","firstName":"Noor – ü","webhookId":"evt_1"}'
const nowSeconds = Math.floor(systemClock.now().getTime() / 1000)

function headersAt(timestampSeconds: number, secrets = [newSigningSecret(), secret]): Record<string, string> {
  const signature = standardSignature(secrets, { id: 'evt_1', timestampSeconds, body })
  return { 'webhook-id': 'evt_1', 'webhook-timestamp': String(timestampSeconds), 'webhook-signature': signature }
}

const CASES: [name: string, headers: Record<string, string>, sent: string, says: string][] = [
  ['a genuine one, in the midst of a rotation', headersAt(nowSeconds), body, 'ContactCreate'],
  ['one that was changed', headersAt(nowSeconds), body.replace('Noor', 'Nora'), 'does not fit'],
  ['one under another secret', headersAt(nowSeconds, [newSigningSecret()]), body, 'does not fit'],
  ['one that is too old', headersAt(nowSeconds - 1000), body, 'too old'],
  ['one without headers', {}, body, 'missing'],
]

const NODE = `import(process.argv[1]).then(({ verifyWebhook }) => {
  const [secret, headers, body] = JSON.parse(require('node:fs').readFileSync(0, 'utf8'))
  try { console.log(verifyWebhook(secret, headers, body).type) } catch (error) { console.log(error.message) }
})`
const PYTHON = `import importlib.util, json, sys
spec = importlib.util.spec_from_file_location('verify', sys.argv[1]); module = importlib.util.module_from_spec(spec); spec.loader.exec_module(module)
secret, headers, body = json.load(sys.stdin)
try: print(module.verify_webhook(secret, headers, body)['type'])
except ValueError as error: print(error)`
const PHP = `require $argv[1]; [$secret, $headers, $body] = json_decode(file_get_contents('php://stdin'), true);
try { echo verify_webhook($secret, $headers, $body)['type']; } catch (RuntimeException $error) { echo $error->getMessage(); }`

const LANGUAGES = [
  { name: 'Node', program: process.execPath, args: ['-e', NODE, path.join(FOLDER, 'verify.mjs')] },
  { name: 'Python', program: 'python3', args: ['-c', PYTHON, path.join(FOLDER, 'verify.py')] },
  { name: 'PHP', program: 'php', args: ['-r', PHP, path.join(FOLDER, 'verify.php')] },
]

const isHere = (program: string) => spawnSync(program, ['-h']).error === undefined

describe('the examples of docs/webhooks.md', () => {
  for (const { name, program, args } of LANGUAGES) {
    test.skipIf(!isHere(program)).each(CASES)(
      `${name} (needs ${path.basename(program)}): %s`,
      (_, headers, sent, says) => {
        const run = spawnSync(program, args, { input: JSON.stringify([secret, headers, sent]), encoding: 'utf8' })
        expect([run.stdout, run.stderr]).toEqual([expect.stringContaining(says), ''])
      },
    )
  }

  test.skipIf(!isHere('gofmt'))('Go: the file is well-formed (needs gofmt)', () => {
    expect(spawnSync('gofmt', ['-l', path.join(FOLDER, 'verify.go')], { encoding: 'utf8' }).stdout).toBe('')
  })
})
