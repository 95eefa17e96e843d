import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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
  [
    'one whose signature is no text of ours',
    { ...headersAt(nowSeconds), 'webhook-signature': 'v1,é v2,x v1' },
    body,
    'does not fit',
  ],
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

const GO = `package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"time"

	"example/webhooks"
)

func main() {
	var input struct {
		Secret, Body string
		Headers      map[string]string
	}
	if err := json.NewDecoder(os.Stdin).Decode(&input); err != nil {
		panic(err)
	}
	headers := http.Header{}
	for name, value := range input.Headers {
		headers.Set(name, value)
	}
	if err := webhooks.Verify(input.Secret, headers, []byte(input.Body), time.Now()); err != nil {
		fmt.Print(err)
		return
	}
	var event struct{ Type string }
	json.Unmarshal([]byte(input.Body), &event)
	fmt.Print(event.Type)
}
`

/** Whether a program is on this machine: whatever it answers, it starts. */
const isHere = (program: string) => spawnSync(program, ['-h']).error === undefined

/** Of the person's own Go its cache alone (the first build of net/http takes half a minute): no workspace, no network. */
const GO_ENV = {
  ...{ PATH: process.env.PATH, HOME: process.env.HOME, GOWORK: 'off' },
  ...{ GOFLAGS: '-mod=mod', GOPROXY: 'off', GOTOOLCHAIN: 'local' },
}

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

  describe('Go', () => {
    let folder: string
    beforeAll(() => {
      if (!isHere('go')) return
      folder = mkdtempSync(path.join(tmpdir(), 'pit-go-'))
      cpSync(path.join(FOLDER, 'verify.go'), path.join(folder, 'webhooks/verify.go'))
      writeFileSync(path.join(folder, 'go.mod'), 'module example\n')
      writeFileSync(path.join(folder, 'main.go'), GO)
      const build = spawnSync('go', ['build', '-o', 'check', '.'], {
        cwd: folder,
        env: GO_ENV,
        encoding: 'utf8',
      })
      expect(build.stderr).toBe('')
    }, 120_000)
    afterAll(() => {
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
    })

    test.skipIf(!isHere('go')).each(CASES)('(needs go): %s', (_, headers, sent, says) => {
      const input = JSON.stringify({ secret, headers, body: sent })
      const run = spawnSync(path.join(folder, 'check'), { input, encoding: 'utf8' })
      expect([run.stdout, run.stderr]).toEqual([expect.stringContaining(says), ''])
    })

    test.skipIf(!isHere('gofmt'))('is formatted (needs gofmt)', () => {
      expect(spawnSync('gofmt', ['-l', path.join(FOLDER, 'verify.go')], { encoding: 'utf8' }).stdout).toBe('')
    })
  })
})
