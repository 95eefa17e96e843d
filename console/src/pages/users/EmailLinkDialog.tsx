import { useState } from 'react'
import { useHere } from '../../api/me.ts'
import { createEmailLink, type Member } from '../../api/members.ts'
import { useAction } from '../../api/use-action.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Form } from '../../ui/Form.tsx'
import { useKeptState } from '../../ui/kept-state.ts'
import { TextField } from '../../ui/TextField.tsx'
import { LinkDialog } from './LinkDialog.tsx'
import { t } from './messages.ts'

const FORM = 'email-link'

/** Makes a link by which a person's e-mail address becomes another. */
export function EmailLinkDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const { accountId } = useHere()
  const { id, name } = member.user
  const [typed = '', keep] = useKeptState<string>(`email:${id}`)
  const [isAsked, setAsked] = useState(false)
  const [made, setMade] = useState<{ link?: string; email: string }>()
  const email = typed.trim()
  const close = () => {
    keep(undefined)
    onClose()
  }
  const making = useAction(async () => {
    setMade({ ...(await createEmailLink(accountId, id, email)), email })
    keep(undefined)
  })
  if (made !== undefined)
    return <LinkDialog email={made.email} link={made.link} lead="emailLinkShown" onDone={onClose} />
  const submit = () => {
    setAsked(true)
    if (email !== '') void making.run(undefined)
  }
  const fault = isAsked && email === '' ? t('newEmailMissing') : making.problem?.fieldFault('email')
  return (
    <Dialog
      isOpen
      onClose={close}
      title={t('emailLinkTitle', { name })}
      description={t('emailLinkLead', { name })}
      footer={
        <>
          <Button look="quiet" onClick={close}>
            {t('cancel')}
          </Button>
          <Button type="submit" form={FORM} look="primary" isBusy={making.isRunning}>
            {t('makeLink')}
          </Button>
        </>
      }
    >
      <Form id={FORM} className="flex flex-col gap-4" onSubmit={submit} faults={fault}>
        <TextField
          type="email"
          label={t('newEmail')}
          value={typed}
          maxLength={254}
          autoComplete="off"
          onChange={event => keep(event.target.value)}
          fault={fault}
        />
        {making.problem !== undefined && fault === undefined && (
          <Banner tone="danger" role="alert">
            {making.problem.detail}
          </Banner>
        )}
      </Form>
    </Dialog>
  )
}
