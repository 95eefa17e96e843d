import { Problem } from '../domain/problem.ts'
import type { Run } from './command.ts'
import { CommandFailure } from './failure.ts'
import { sayAgo } from './moments.ts'
import { type Client, type Office, type Ref, SELF } from './office.ts'
import { plain } from './screen.ts'
import { askYesNo, canAsk } from './terminal.ts'

/** Who has not called for this long is not counted among those that will break. */
const LATELY_MS = 30 * 86_400_000
const NAMED_MAX = 8

/** What is about to happen, for whoever has to agree. */
export interface Consent {
  question: string
  /** Who will be refused from then on, one a line. */
  impact: readonly string[]
  isGiven: boolean | undefined
}

/** Goes on with --yes or a typed yes; else throws confirmation_missing, which tells what would have broken. */
export async function requireConsent(run: Run, { question, impact, isGiven }: Consent): Promise<void> {
  for (const line of impact) run.tell(line)
  if (isGiven === true) return
  const { terminal, signal } = run.ports
  if (!run.isJson && canAsk(terminal)) {
    if (await askYesNo(terminal, question, signal)) return
    throw new CommandFailure('confirmation_missing', 'not_confirmed', { says: 'Nothing was changed.' })
  }
  const facts = run.isJson ? impact.map(line => ` ${line.trim()}`).join('') : ''
  throw new CommandFailure('confirmation_missing', 'not_confirmed', {
    says: `This needs your consent: ${question}${facts}`,
    hint: 'To go on without being asked: add --yes.',
  })
}

/**
 * The clients that called lately with a token that is about to stop; with any token of the integration when none is
 * named: whoever used one that was replaced an hour ago has most likely moved to the one that stops now.
 */
export async function impactOf(office: Office, ref: Ref, tokenId?: string): Promise<string[]> {
  const clients = await clientsOf(office, ref)
  if (clients === undefined) return ['Who calls with it is not shown to this token.']
  const now = office.clock.now()
  const isLately = (client: Client) => now.getTime() - new Date(client.lastSeenAt).getTime() < LATELY_MS
  const hit = latestOfEach(clients.filter(isLately).filter(client => [undefined, client.tokenId].includes(tokenId)))
  if (hit.length === 0) return ['Nobody called with it in the last 30 days.']
  const named = hit.slice(0, NAMED_MAX).map(client => `  ${describeClient(client, now)}`)
  const rest = hit.length > NAMED_MAX ? [`  and ${hit.length - NAMED_MAX} more`] : []
  return [`${hit.length === 1 ? 'This client' : `These ${hit.length} clients`} will be refused:`, ...named, ...rest]
}

/** One that called with two tokens is one client. */
function latestOfEach(clients: readonly Client[]): Client[] {
  const groups = Map.groupBy(clients, ({ clientName, userAgent, network }) =>
    [clientName, userAgent, network].join('\n'),
  )
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return []
    const calls = others.reduce((sum, one) => sum + one.calls, first.calls)
    return [{ ...first, calls }]
  })
}

/** A client in one line: what it calls itself, from where, how often, when last. */
export function describeClient({ clientName, userAgent, network, calls, lastSeenAt }: Client, now: Date): string {
  const name = [clientName, userAgent].filter(text => text !== '').join(' · ') || 'unnamed'
  return plain(`${name} from ${network}, ${calls} ${calls === 1 ? 'call' : 'calls'}, last ${sayAgo(lastSeenAt, now)}`)
}

/** Undefined for a token that acts on itself or may not read its account's integrations. */
async function clientsOf(office: Office, ref: Ref): Promise<Client[] | undefined> {
  if (ref.integrationId === SELF) return undefined
  try {
    return await office.listClients(ref)
  } catch (error) {
    if (error instanceof Problem && error.kind === 'forbidden') return undefined
    throw error
  }
}
