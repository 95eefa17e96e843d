import { isIP } from 'node:net'
import { buildConnector } from 'undici'
import { nameOf, type TargetRefusal } from './target-guard.ts'
import type { Targets } from './targets.ts'

/** The address of a connection was refused by a rule of ours. */
export class TargetRefused extends Error {
  readonly refusal: TargetRefusal
  constructor(refusal: TargetRefusal) {
    super(`target refused: ${refusal.rule}`)
    this.name = 'TargetRefused'
    this.refusal = refusal
  }
}

const CONNECT_TIMEOUT_MS = 5000

/**
 * Connects to judged addresses only. A name is resolved once, every answer is judged, and the connection goes to one of
 * those very answers, written out: a name server that answers differently a moment later (rebinding) changes nothing. The
 * name itself stays in the Host header and in the certificate's check.
 */
export function guardedConnector(targets: Targets): buildConnector.connector {
  const connect = buildConnector({ timeout: CONNECT_TIMEOUT_MS, allowH2: false })
  return (options, callback) => {
    const url = new URL(`${options.protocol}//${options.host ?? options.hostname}`)
    judgedAddresses(url, targets).then(
      addresses => tryEach(addresses),
      (error: Error) => callback(error, null),
    )

    function tryEach([address = '', ...rest]: readonly string[]): void {
      const servername = options.servername ?? (isIP(nameOf(url)) === 0 ? nameOf(url) : undefined)
      connect(
        { ...options, hostname: address, servername },
        (...[error, socket]: Parameters<buildConnector.Callback>) => {
          if (error === null) callback(null, socket)
          else if (rest.length > 0) tryEach(rest)
          else callback(error, null)
        },
      )
    }
  }
}

/** One address of each family that the name led to, IPv4 first; throws TargetRefused when any answer is refused. */
async function judgedAddresses(url: URL, { guard, resolve }: Targets): Promise<string[]> {
  const name = nameOf(url)
  const addresses = isIP(name) === 0 ? await resolve(name) : [name]
  const refusal = guard.judge(url, addresses)
  if (refusal !== undefined) throw new TargetRefused(refusal)
  return [4, 6].flatMap(family => addresses.find(address => isIP(address) === family) ?? [])
}
