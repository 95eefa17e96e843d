/** What each refusal of a port means, and what to do about it. */
const REMEDIES: Record<string, (host: string, port: number) => string> = {
  EADDRINUSE: (host, port) =>
    `Port ${port} on ${host} can't be opened: another program uses it. Stop that program, or set PORT to another number.`,
  EACCES: (_, port) =>
    `Port ${port} can't be opened by this user: the system keeps ports below 1024 to itself. Set PORT to 1024 or more and let a proxy answer on ${port}.`,
  EADDRNOTAVAIL: host =>
    `HOST ${host} is no address of this machine: set it to one that is, to 127.0.0.1 (this machine alone) or to 0.0.0.0 (all of its addresses).`,
  ENOTFOUND: host => noName(host),
  EAI_AGAIN: host => noName(host),
  EINVAL: host => noName(host),
}

const noName = (host: string) =>
  `HOST "${host}" is neither an address nor a name that this machine knows: set it to 127.0.0.1 (this machine alone) or to 0.0.0.0 (all of its addresses).`

/** The port can't be had. The message is for the operator. */
export class ListenError extends Error {
  constructor(host: string, port: number, cause: NodeJS.ErrnoException) {
    const remedy = REMEDIES[cause.code ?? '']
    const unknown = `Port ${port} on ${host} can't be opened: the system refused it (${cause.code}). Set HOST or PORT to something else.`
    super(remedy === undefined ? unknown : remedy(host, port), { cause })
    this.name = 'ListenError'
  }
}
