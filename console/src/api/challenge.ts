import { createStore } from './store.ts'

/** Why a person must prove again who they are. */
export type ChallengeReason = 'session-ended' | 'confirm-identity'

/** A question to the person that calls are waiting for. */
interface Challenge {
  reason: ChallengeReason
  answer(isPassed: boolean): void
}

/** The open question, if any. The frame shows a dialog for it. */
export const challenge = createStore<Challenge | undefined>(undefined)

let asking: Promise<boolean> | undefined

/** Asks once for however many calls wait; true when they may be sent again. */
export function askPerson(reason: ChallengeReason): Promise<boolean> {
  asking ??= new Promise<boolean>(resolve => challenge.set({ reason, answer: resolve })).finally(() => {
    asking = undefined
    challenge.set(undefined)
  })
  return asking
}
