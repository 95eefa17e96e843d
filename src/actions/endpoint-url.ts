import type { Actor } from '../domain/actor.ts'
import { Problem } from '../domain/problem.ts'
import { authorizeForIntegrations } from './authorize.ts'
import type { Deps } from './deps.ts'

/**
 * An endpoint's address as it is kept. Throws webhook_url_refused with the rule. Who may make no endpoint has no names
 * looked up, and hears nothing of where they lead.
 */
export async function checkedUrl(
  deps: Deps,
  actor: Actor,
  { accountId, text }: { accountId: string; text: string },
): Promise<string> {
  await deps.database.read(accountId, db =>
    authorizeForIntegrations(db, actor, { accountId, permission: 'webhooks.manage' }),
  )
  const url = await deps.targets.check(text)
  if (!('rule' in url)) return url.href
  const fields = [{ field: 'url', message: url.sentence }]
  throw new Problem('webhook_url_refused', { detail: `url: ${url.sentence}`, fields, facts: { rule: url.rule } })
}
