const HOST = /^(?:[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?|\[[0-9a-f:.]+\])\.?(?::[0-9]{1,5})?$/i
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

/** True for text that can stand in a Host header at all. */
export function isWellFormedHost(host: string): boolean {
  return host.length <= 261 && HOST.test(host)
}

/** Knows the names this server answers for: a page of another site that points its own name here gets nothing. */
export function createHostList(publicUrl: URL, allowedHosts: readonly string[]) {
  const exact = new Set([publicUrl.host, ...allowedHosts].map(host => host.toLowerCase()))
  return {
    /** `localPort` is the one the connection came in on: loopback names are good for that port alone. */
    has(host: string, localPort: number | undefined): boolean {
      const given = host.toLowerCase()
      if (exact.has(given) || exact.has(withoutPort(given))) return true
      return LOOPBACK.some(name => given === `${name}:${localPort}` || (localPort === 80 && given === name))
    },
  }
}

function withoutPort(host: string): string {
  return host.replace(/:[0-9]+$/, '')
}
