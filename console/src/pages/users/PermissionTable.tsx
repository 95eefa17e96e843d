import type { Member } from '../../api/members.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Banner } from '../../ui/Banner.tsx'
import { Card } from '../../ui/Card.tsx'
import { Select } from '../../ui/Select.tsx'
import { type Column, Table } from '../../ui/Table.tsx'
import { t } from './messages.ts'
import { useMemberChange } from './use-member-change.ts'

type Decision = Member['decisions'][number]

const CHOICES = [
  { value: 'inherit', label: t('inherit') },
  { value: 'allow', label: t('allow') },
  { value: 'deny', label: t('deny') },
]

/** Every permission: whether this person has it, where that comes from, and what can be said against the role. */
export function PermissionTable({ member, mayManage }: { member: Member; mayManage: boolean }) {
  const changing = useMemberChange(member)
  const choose = ({ permission, choice }: Decision, next: string) =>
    void changing.run({
      change: { permissions: { [permission]: next as never } },
      back: { permissions: { [permission]: choice } },
    })
  return (
    <Card title={t('whatTitle', { name: member.user.name })} isFlush>
      {changing.problem !== undefined && (
        <Banner tone="danger" role="alert" className="m-4 mb-0">
          {changing.problem.detail}
        </Banner>
      )}
      <div className="mt-3 border-t border-line">
        <Table
          label={t('whatTitle', { name: member.user.name })}
          rows={byGroup(member.decisions)}
          keyOf={row => row.permission}
          groupOf={row => row.group}
          columns={columnsOf(member, mayManage ? choose : undefined)}
        />
      </div>
    </Card>
  )
}

/** The same rows with those of a group side by side. */
function byGroup(decisions: readonly Decision[]): Decision[] {
  return [...Map.groupBy(decisions, row => row.group).values()].flat()
}

function columnsOf(member: Member, onChoose: ((row: Decision, next: string) => void) | undefined): Column<Decision>[] {
  const setting: Column<Decision> = {
    id: 'setting',
    header: t('setting', { name: member.user.name }),
    cell: row => (
      <Select
        label={`${row.label}: ${t('setting', { name: member.user.name })}`}
        isLabelHidden
        value={row.choice}
        options={CHOICES}
        onValueChange={next => onChoose?.(row, next)}
        className="min-w-40"
      />
    ),
    className: 'md:w-52',
    onPhone: 'wide',
  }
  return [
    { id: 'permission', header: t('permission'), cell: row => row.label, onPhone: 'wide' },
    {
      id: 'allowed',
      header: t('allowed'),
      cell: row => (
        <span className="inline-flex flex-wrap items-center gap-2">
          <Badge tone={row.allowed ? 'ok' : 'neutral'}>{t(row.allowed ? 'allowed' : 'denied')}</Badge>
          <span className="text-[13px] text-muted">{whereFrom(row, member)}</span>
        </span>
      ),
      onPhone: 'wide',
    },
    ...(onChoose === undefined ? [] : [setting]),
  ]
}

function whereFrom({ from, covering }: Decision, member: Member): string {
  if (from === 'role') return t('fromRole', { role: member.roleName })
  if (from === 'override') return t('fromOverride')
  const label = member.decisions.find(one => one.permission === covering)?.label ?? covering ?? ''
  return t('fromCovering', { covering: label })
}
