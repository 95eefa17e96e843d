import * as actions from '../../actions/member-security.ts'
import * as contract from '../../contract/member-security.ts'
import { presentSession } from './present.ts'
import { actorOf, handle } from './route.ts'

export const getMemberSecurity = handle(contract.GET_MEMBER_SECURITY, {
  run: ({ deps, params, ...call }) => actions.getMemberSecurity(deps, actorOf(call), params),
  present: ({ sessions, factors }) => ({ sessions: sessions.map(presentSession), factors }),
})

export const endMemberSession = handle(contract.END_MEMBER_SESSION, {
  run: ({ deps, params, ...call }) => actions.endMemberSession(deps, actorOf(call), params),
  present: () => undefined,
})

export const endMemberSessions = handle(contract.END_MEMBER_SESSIONS, {
  run: ({ deps, params, ...call }) => actions.endMemberSessions(deps, actorOf(call), params),
  present: ended => ({ ended }),
})

export const removeMemberFactors = handle(contract.REMOVE_MEMBER_FACTORS, {
  run: ({ deps, params, ...call }) => actions.removeMemberFactors(deps, actorOf(call), params),
  present: outcome => outcome,
})
