import { useHere } from '../../api/me.ts'
import { changeMember, type Member, type MemberChange } from '../../api/members.ts'
import { useAction } from '../../api/use-action.ts'
import { showToast } from '../../ui/toasts.ts'
import { t } from './messages.ts'

/** Saves a change of a member at once, and offers to take it back. */
export function useMemberChange(member: Member) {
  const { accountId } = useHere()
  return useAction(async ({ change, back }: { change: MemberChange; back: MemberChange }) => {
    const changed = await changeMember(accountId, member, change)
    const undo = () => void changeMember(accountId, changed, back)
    showToast(t('saved', { name: member.user.name }), { undo })
  })
}
