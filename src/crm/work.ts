import type { CrmTransaction, OperationContext } from './operation.ts'

/** A change in progress: for whom, and the transaction that it and its events commit in. */
export interface Work extends CrmTransaction {
  context: OperationContext
}

/** Does work in one transaction of the account. */
export function transact<T>(context: OperationContext, work: (work: Work) => Promise<T>): Promise<T> {
  return context.transact(tx => work({ context, db: tx.db, publish: (...events) => tx.publish(...events) }))
}
