import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import { networkList, plainAddress } from '../lib/networks.ts'

/**
 * Tells who calls: the nearest address that is no trusted proxy. Each proxy appends to X-Forwarded-For whom it heard, so
 * the list is read from its end; what stands before the first stranger, that stranger may have made up.
 */
export function createClientAddress(trustedProxies: readonly string[]): (request: IncomingMessage) => string {
  if (trustedProxies.length === 0) return request => request.socket.remoteAddress ?? ''
  const trusted = networkList(trustedProxies)
  return request => {
    const near = request.socket.remoteAddress ?? ''
    const told = request.headers['x-forwarded-for']
    if (told === undefined || !trusted.has(near)) return near
    const hops = (Array.isArray(told) ? told.join(',') : told).split(',').map(hop => hop.trim())
    let address = near
    for (const hop of hops.reverse()) {
      if (isIP(plainAddress(hop)) === 0) break
      address = hop
      if (!trusted.has(hop)) break
    }
    return address
  }
}
