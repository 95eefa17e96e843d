import { useState } from 'react'
import { useHere } from '../../api/me.ts'
import { changeRole, createRole, type PermissionRow, type Role, type RoleDraft } from '../../api/roles.ts'
import { useAction } from '../../api/use-action.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Checkbox } from '../../ui/Checkbox.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Form } from '../../ui/Form.tsx'
import { useKeptState } from '../../ui/kept-state.ts'
import { TextField } from '../../ui/TextField.tsx'
import { showToast } from '../../ui/toasts.ts'
import { t } from './messages.ts'

interface RoleDialogProps {
  permissions: readonly PermissionRow[]
  /** Absent = a new one. */
  role?: Role
  onClose: () => void
}

const FORM = 'role'

/** Makes a role of the account's own, or changes one. */
export function RoleDialog({ permissions, role, onClose }: RoleDialogProps) {
  const { accountId } = useHere()
  const saved = { name: role?.name ?? '', permissions: role?.permissions ?? [] }
  const [typed, keep] = useKeptState<typeof saved>(`role:${accountId}:${role?.id ?? 'new'}`)
  const { name, permissions: chosenNames } = typed ?? saved
  const chosen = new Set(chosenNames)
  const setName = (next: string) => keep({ name: next, permissions: chosenNames })
  const setChosen = (next: ReadonlySet<string>) => keep({ name, permissions: [...next] })
  const close = () => {
    keep(undefined)
    onClose()
  }
  const [isAsked, setAsked] = useState(false)
  const saving = useAction(async () => {
    const draft = { name: name.trim(), permissions: [...chosen] } as RoleDraft
    await (role === undefined ? createRole(accountId, draft) : changeRole(accountId, role, draft))
    showToast(t('saved', { name: name.trim() }))
    close()
  })
  const submit = () => {
    setAsked(true)
    if (name.trim() !== '') void saving.run(undefined)
  }
  const fault = isAsked && name.trim() === '' ? t('nameMissing') : saving.problem?.fieldFault('name')
  return (
    <Dialog
      isOpen
      onClose={close}
      title={role === undefined ? t('createTitle') : t('editTitle', { name: role.name })}
      description={role === undefined ? undefined : t('editLead')}
      footer={
        <>
          <Button look="quiet" onClick={close}>
            {t('cancel')}
          </Button>
          <Button type="submit" form={FORM} look="primary" isBusy={saving.isRunning}>
            {t('save')}
          </Button>
        </>
      }
    >
      <Form id={FORM} className="flex flex-col gap-4" onSubmit={submit} faults={fault}>
        <TextField
          label={t('name')}
          value={name}
          maxLength={60}
          autoComplete="off"
          onChange={event => setName(event.target.value)}
          fault={fault}
        />
        <fieldset>
          <legend className="mb-2 font-medium">{t('permissions')}</legend>
          <div className="flex flex-col gap-4">
            {[...Map.groupBy(permissions, row => row.group)].map(([group, rows]) => (
              <PermissionGroup key={group} {...{ group, rows, permissions, chosen }} onChange={setChosen} />
            ))}
          </div>
        </fieldset>
        {saving.problem !== undefined && fault === undefined && (
          <Banner tone="danger" role="alert">
            {saving.problem.detail}
          </Banner>
        )}
      </Form>
    </Dialog>
  )
}

interface ChoiceProps {
  permissions: readonly PermissionRow[]
  chosen: ReadonlySet<string>
  onChange: (chosen: ReadonlySet<string>) => void
}

/** What belongs together, as in the list of roles. */
function PermissionGroup({ group, rows, ...choice }: ChoiceProps & { group: string; rows: readonly PermissionRow[] }) {
  return (
    <div role="group" aria-label={group} className="flex flex-col gap-2">
      <p aria-hidden className="text-[13px] text-muted">
        {group}
      </p>
      {rows.map(row => (
        <PermissionBox key={row.permission} row={row} {...choice} />
      ))}
    </div>
  )
}

/** A permission; one that another covers comes along with that. */
function PermissionBox({ row, permissions, chosen, onChange }: ChoiceProps & { row: PermissionRow }) {
  const covering = permissions.find(one => one.permission === row.partOf)
  const isCovered = covering !== undefined && chosen.has(covering.permission)
  const toggle = (isIn: boolean) => {
    const next = new Set(chosen)
    if (isIn) next.add(row.permission)
    else next.delete(row.permission)
    onChange(next)
  }
  return (
    <Checkbox
      label={row.label}
      hint={isCovered ? t('covered', { covering: covering.label }) : undefined}
      checked={isCovered || chosen.has(row.permission)}
      disabled={isCovered}
      onCheckedChange={toggle}
      className={row.partOf === null ? undefined : 'ms-6'}
    />
  )
}
