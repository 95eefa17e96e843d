import { createHash } from 'node:crypto'
import type { Deps } from '../../actions/deps.ts'
import { runOnce } from '../../actions/idempotency.ts'
import type { IntegrationView } from '../../actions/integration-view.ts'
import { Problem } from '../../domain/problem.ts'
import type { ShownToken } from '../../domain/token.ts'
import { randomBase62 } from '../../lib/ids.ts'
import type { Answer } from './answer.ts'
import { type Form, formOf } from './form.ts'
import { tokenGonePage, tokenPage } from './token-page.ts'
import type { Visit } from './visit.ts'

const LENGTH = 32
const ONCE = /^[0-9A-Za-z]{32}$/

/** What is kept of a shown token: all but the secret. */
interface Kept {
  integration: { accountId: string; id: string; name: string; scopes: string[] }
  last4: string
}

/** Goes into a form that makes a secret: sending it again makes no second one. */
export function newOnce(): string {
  return randomBase62(LENGTH)
}

/**
 * Makes a secret once for one form and shows it. Whoever sends the same form again (a reload, a second press) is told
 * that it was shown. Throws idempotency_key_reused when the form was changed in between.
 */
export async function showTokenOnce(
  visit: Visit,
  run: (deps: Deps) => Promise<{ view: IntegrationView; shown: ShownToken }>,
  about?: (view: IntegrationView) => string,
): Promise<Answer> {
  const form = formOf(visit.request)
  const { shell, snippets, accountId, actor } = visit
  let made: { view: IntegrationView; shown: ShownToken } | undefined
  const key = {
    accountId,
    caller: `page ${actor.userId}`,
    key: onceOf(form),
    fingerprint: fingerprintOf(visit.request.url, form),
  }
  const present = (result: { view: IntegrationView; shown: ShownToken }) => {
    made = result
    const kept = keptOf(result)
    return { status: 200, body: kept, kept }
  }
  const { body } = await runOnce(visit.deps, key, { run, present })
  const kept = body as Kept
  if (made === undefined) return { html: tokenGonePage({ shell, ...kept }) }
  const { view, shown } = made
  return {
    html: tokenPage({ shell, snippets, integration: kept.integration, secret: shown.secret, about: about?.(view) }),
  }
}

function keptOf({ view, shown }: { view: IntegrationView; shown: ShownToken }): Kept {
  const { accountId, id, name, scopes } = view.integration
  return { integration: { accountId, id, name, scopes }, last4: shown.token.last4 }
}

function onceOf(form: Form): string {
  const once = form.text('once')
  if (!ONCE.test(once)) throw new Problem('request_malformed', { detail: 'Load the form again and send it once more.' })
  return once
}

/** What the form asks for, without the seal, which differs from session to session. */
function fingerprintOf(url: string, form: Form): Buffer {
  const asked = ['name', 'description', 'scopes', 'old', 'overlapHours'].map(name => form.all(name))
  return createHash('sha256')
    .update(JSON.stringify([url, asked]))
    .digest()
}
