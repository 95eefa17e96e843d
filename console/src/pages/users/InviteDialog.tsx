import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useHere } from '../../api/me.ts'
import { createInvite, type MadeInvite, type RoleId } from '../../api/members.ts'
import { newKey } from '../../api/new-key.ts'
import { rolesQuery } from '../../api/roles.ts'
import { useAction } from '../../api/use-action.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Form } from '../../ui/Form.tsx'
import { useKeptState } from '../../ui/kept-state.ts'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { LinkDialog } from './LinkDialog.tsx'
import { t } from './messages.ts'

const FORM = 'invite'
const EMPTY = { email: '', role: 'developer' }

/** Makes a link for one address, and shows it the one time it can be seen. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const { accountId } = useHere()
  const roles = useQuery(rolesQuery(accountId)).data?.roles ?? []
  const [typed = EMPTY, keep] = useKeptState<typeof EMPTY>(`invite:${accountId}`)
  const { email, role } = typed
  const [isAsked, setAsked] = useState(false)
  const [made, setMade] = useState<MadeInvite>()
  const [key] = useState(newKey)
  const inviting = useAction(() =>
    createInvite(accountId, { email: email.trim(), role: role as RoleId }, `${key}-${role}-${email.trim().length}`),
  )
  const submit = async () => {
    setAsked(true)
    if (email.trim() === '') return
    const invite = await inviting.run(undefined)
    if (invite === undefined) return
    keep(undefined)
    setMade(invite)
  }
  const close = () => {
    keep(undefined)
    onClose()
  }
  if (made !== undefined) return <LinkDialog email={made.invite.email} link={made.link} onDone={onClose} />
  const fault = isAsked && email.trim() === '' ? t('emailMissing') : inviting.problem?.fieldFault('email')
  return (
    <Dialog
      isOpen
      onClose={close}
      title={t('inviteTitle')}
      description={t('inviteLead')}
      footer={
        <>
          <Button look="quiet" onClick={close}>
            {t('cancel')}
          </Button>
          <Button type="submit" form={FORM} look="primary" isBusy={inviting.isRunning}>
            {t('makeLink')}
          </Button>
        </>
      }
    >
      <Form id={FORM} className="flex flex-col gap-4" onSubmit={() => void submit()} faults={fault}>
        <TextField
          type="email"
          label={t('email')}
          value={email}
          autoComplete="off"
          onChange={event => keep({ ...typed, email: event.target.value })}
          fault={fault}
        />
        <Select
          label={t('role')}
          value={role}
          onValueChange={next => keep({ ...typed, role: next })}
          options={roles.map(({ id, name }) => ({ value: id, label: name }))}
          fault={inviting.problem?.fieldFault('role')}
        />
        {inviting.problem !== undefined && inviting.problem.fields.length === 0 && (
          <Banner tone="danger" role="alert">
            {inviting.problem.detail}
          </Banner>
        )}
      </Form>
    </Dialog>
  )
}
