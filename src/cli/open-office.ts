import type { Run, WhereOptions } from './command.ts'
import type { Office } from './office.ts'
import type { OpenedOwner } from './ports.ts'
import { readAddress } from './server-access.ts'

/** Runs work in the office that the options name, and leaves it whatever happens; an interruption ends the wait. */
export async function withOffice<T>(run: Run, options: WhereOptions, work: (office: Office) => Promise<T>): Promise<T> {
  const { ports } = run
  const address = options.url ?? ports.environment.url
  if (address !== undefined) {
    const url = readAddress(address)
    const { openRemote } = await import('./open-remote.ts')
    return untilInterrupted(ports.signal, work(await openRemote(ports, url)))
  }
  const { deps, close } = await ports.openOffice()
  try {
    // Here, since with it come all the actions: nobody who asks a server should wait for them.
    const { createLocalOffice } = await import('./local-office.ts')
    const { publicUrl } = await ports.settings()
    const office = createLocalOffice(deps, ports.environment.operatorName, publicUrl)
    return await untilInterrupted(ports.signal, work(office))
  } finally {
    await close()
  }
}

/** Runs work as the owner of the tables, and leaves the database whatever happens. */
export async function withOwner<T>(
  { ports }: Run,
  mayCreate: boolean,
  work: (connection: OpenedOwner['connection']) => Promise<T>,
): Promise<T> {
  const { connection, close } = await ports.openOwner(mayCreate)
  try {
    return await untilInterrupted(ports.signal, work(connection))
  } finally {
    await close()
  }
}

/** The work's result, or an AbortError as soon as the process is told to stop. */
export async function untilInterrupted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const interrupted = new Promise<never>((_, reject) => {
    const abort = () => reject(new DOMException('interrupted', 'AbortError'))
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
  })
  return Promise.race([work, interrupted])
}
