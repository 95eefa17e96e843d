import {
  changeMember as changeAction,
  getMember as getAction,
  listMembers as listAction,
  removeMember as removeAction,
} from '../../actions/members.ts'
import { CHANGE_MEMBER, GET_MEMBER, LIST_MEMBERS, REMOVE_MEMBER } from '../../contract/members.ts'
import { presentMember } from './present.ts'
import { actorOf, handle } from './route.ts'

export const listMembers = handle(LIST_MEMBERS, {
  run: ({ deps, params, ...call }) => listAction(deps, actorOf(call), params),
  present: members => ({ items: members.map(presentMember) }),
})

export const getMember = handle(GET_MEMBER, {
  run: ({ deps, params, ...call }) => getAction(deps, actorOf(call), params),
  present: member => ({ member: presentMember(member) }),
})

export const changeMember = handle(CHANGE_MEMBER, {
  run: ({ deps, params, body, ifVersion, ...call }) =>
    changeAction(deps, actorOf(call), { ...params, ...body, ifVersion }),
  present: member => ({ member: presentMember(member) }),
})

export const removeMember = handle(REMOVE_MEMBER, {
  run: ({ deps, params, ...call }) => removeAction(deps, actorOf(call), params),
  present: () => undefined,
})
