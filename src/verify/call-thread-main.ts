/** The thread that copies calls to the database: see call-thread.ts, which starts it. */
import { parentPort, workerData } from 'node:worker_threads'
import { openDatabase } from '../lib/database.ts'
import { USAGE_ROLE } from '../store/api-calls.ts'
import { CallRing } from './call-ring.ts'
import type { CallThreadAnswer, CallThreadOrder, CallThreadStart } from './call-thread.ts'
import { CallWriter } from './call-writer.ts'

const { memory, capacity, connection } = workerData as CallThreadStart
const database = openDatabase({ connection, role: USAGE_ROLE, connectionsMax: 1 })
const writer = new CallWriter(new CallRing(capacity, memory), database)
const answer = (text: CallThreadAnswer) => parentPort?.postMessage(text)

parentPort?.on('message', (order: CallThreadOrder) => {
  if (order.tell === 'caller') writer.tellCaller(order.caller)
  else if (order.tell === 'operation') writer.tellOperation(order.number, order.operation)
  else if (order.tell === 'scope') writer.tellScope(order.number, order.scope)
  else if (order.tell === 'forget') writer.forgetCallersBelow(order.below)
  else if (order.tell === 'write') {
    writer.write(order.from, order.to).then(answer, (error: Error) => answer({ failed: error.message }))
  } else {
    writer.close().then(
      () => answer({ closed: true }),
      () => answer({ closed: true }),
    )
  }
})
