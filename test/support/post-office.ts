import { type AddressInfo, createServer } from 'node:net'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'

/** A real SMTP server of a test's own, and what it was handed. */
export interface PostOffice {
  url: string
  /** What was taken, parsed. */
  letters: ParsedMail[]
  /** The letters as bytes. */
  raw: string[]
  /** From now on: how each recipient is answered. */
  answer(how: 'taken' | 'refused for now' | 'refused for good'): void
  close(): Promise<void>
}

const CODES = { 'refused for now': 451, 'refused for good': 550 }

/** Opens one, on a port of its own unless said. */
export async function openPostOffice(wantedPort = 0): Promise<PostOffice> {
  const letters: ParsedMail[] = []
  const raw: string[] = []
  let answer: 'taken' | keyof typeof CODES = 'taken'
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo(_address, _session, done) {
      if (answer === 'taken') return done()
      done(Object.assign(new Error('not now'), { responseCode: CODES[answer] }))
    },
    onData(stream, _session, done) {
      stream.toArray().then(async chunks => {
        const bytes = Buffer.concat(chunks as Buffer[])
        raw.push(bytes.toString())
        letters.push(await simpleParser(bytes))
        done()
      }, done)
    },
  })
  server.on('error', () => {})
  await new Promise<void>(resolve => server.listen(wantedPort, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    letters,
    raw,
    answer: how => {
      answer = how
    },
    close: () => new Promise(resolve => server.close(() => resolve())),
  }
}

/** A port where nobody listens. */
export function closedPort(): Promise<number> {
  return new Promise(resolve => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}
