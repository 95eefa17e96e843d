import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import dns, { type Answer } from 'dns-packet'

/** A name server on this machine that answers as a test says. */
export interface NameServer {
  /** As resolvers take it: address and port. */
  address: string
  /** How many questions for an IPv4 address were answered. */
  asked: number
  stop(): Promise<void>
}

/** Starts one; `answer` gives the IPv4 addresses for the nth question. Answers are not to be kept (TTL 0). */
export async function startNameServer(answer: (question: number) => string[]): Promise<NameServer> {
  const socket = createSocket('udp4')
  const server: NameServer = {
    address: '',
    asked: 0,
    async stop() {
      socket.close()
      await once(socket, 'close')
    },
  }
  socket.on('message', (message, { port, address }) => {
    const { id, questions = [] } = dns.decode(message)
    const [question] = questions
    const addresses = question?.type === 'A' ? answer(server.asked++) : []
    const answers = addresses.map((data): Answer => ({ type: 'A', name: question?.name ?? '', ttl: 0, data }))
    socket.send(dns.encode({ type: 'response', id, questions, answers }), port, address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  server.address = `127.0.0.1:${socket.address().port}`
  return server
}
