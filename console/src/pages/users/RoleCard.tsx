import { useQuery } from '@tanstack/react-query'
import { useHere } from '../../api/me.ts'
import type { Member, RoleId } from '../../api/members.ts'
import { rolesQuery } from '../../api/roles.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Card } from '../../ui/Card.tsx'
import { Select } from '../../ui/Select.tsx'
import { t } from './messages.ts'
import { useMemberChange } from './use-member-change.ts'

/** The role, changed at once. */
export function RoleCard({ member, mayManage }: { member: Member; mayManage: boolean }) {
  const { accountId } = useHere()
  const roles = useQuery(rolesQuery(accountId)).data?.roles ?? []
  const changing = useMemberChange(member)
  return (
    <Card title={t('role')}>
      {mayManage && roles.length > 0 ? (
        <Select
          label={t('changeRole', { name: member.user.name })}
          isLabelHidden
          className="max-w-60"
          value={member.role}
          disabled={changing.isRunning}
          onValueChange={role => void changing.run({ change: { role: role as RoleId }, back: { role: member.role } })}
          options={roles.map(({ id, name }) => ({ value: id, label: name }))}
        />
      ) : (
        <p>{member.roleName}</p>
      )}
      {changing.problem !== undefined && (
        <Banner tone="danger" role="alert" className="mt-3">
          {changing.problem.detail}
        </Banner>
      )}
    </Card>
  )
}
