import { connect } from 'node:net'

/** What came back on the wire, byte for byte, until the server closed the connection or fell silent. */
export interface RawReply {
  status: number
  text: string
  isClosed: boolean
}

const SILENCE_MS = 1500

/** Writes bytes to a server and reads the first reply, and whether the connection was closed after it. */
export async function sendRaw(url: string, bytes: string | Buffer): Promise<RawReply> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname)
    const chunks: Buffer[] = []
    const finish = (isClosed: boolean) => {
      socket.destroy()
      const text = Buffer.concat(chunks).toString('latin1')
      resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), text, isClosed })
    }
    socket.setTimeout(SILENCE_MS, () => finish(false))
    socket.on('data', chunk => {
      chunks.push(chunk)
      if (isComplete(Buffer.concat(chunks).toString('latin1'))) finish(false)
    })
    socket.on('end', () => finish(true))
    socket.on('error', error => {
      if ((error as NodeJS.ErrnoException).code === 'ECONNREFUSED') reject(error)
      else finish(true)
    })
    socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes)
  })
}

/** A whole reply that keeps its connection open; one that closes is read to its end. */
function isComplete(text: string): boolean {
  const [head = '', body] = text.split('\r\n\r\n', 2)
  const length = /^content-length: (\d+)/im.exec(head)?.[1]
  if (body === undefined || length === undefined || /^connection: close/im.test(head)) return false
  return body.length >= Number(length)
}

/** A request as text: line, headers, and a body with its length unless one is given. */
export function rawRequest(line: string, headers: readonly string[], body = ''): string {
  const length = body === '' ? [] : [`content-length: ${Buffer.byteLength(body)}`]
  return [line, ...headers, ...length, '', body].join('\r\n')
}
