import { useState } from 'react'
import { changePassword } from '../../api/security.ts'
import { useAction } from '../../api/use-action.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { Checkbox } from '../../ui/Checkbox.tsx'
import { Form } from '../../ui/Form.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { showToast } from '../../ui/toasts.ts'
import { Fault } from './Fault.tsx'
import { t } from './messages.ts'

const EMPTY = { currentPassword: '', newPassword: '', keepOtherSessions: false }

/** Sets a new password; other sessions end unless they are to stay. */
export function PasswordCard({ least }: { least: number }) {
  const [typed, setTyped] = useState(EMPTY)
  const changing = useAction(async () => {
    await changePassword(typed)
    setTyped(EMPTY)
    showToast(t('changed'))
  })
  const { problem } = changing
  const currentFault = problem?.code === 'proof_refused' ? t('currentWrong') : problem?.fieldFault('currentPassword')
  const isFilled = typed.currentPassword !== '' && typed.newPassword !== ''
  return (
    <Form onSubmit={() => isFilled && void changing.run(undefined)} faults={problem}>
      <Card
        title={t('password')}
        footer={
          <Button type="submit" disabled={!isFilled} isBusy={changing.isRunning}>
            {t('change')}
          </Button>
        }
      >
        <div className="flex max-w-md flex-col gap-4">
          <TextField
            type="password"
            label={t('current')}
            autoComplete="current-password"
            value={typed.currentPassword}
            onChange={event => setTyped({ ...typed, currentPassword: event.target.value })}
            fault={currentFault}
          />
          <TextField
            type="password"
            label={t('fresh')}
            hint={t('freshHint', { least })}
            autoComplete="new-password"
            value={typed.newPassword}
            onChange={event => setTyped({ ...typed, newPassword: event.target.value })}
            fault={problem?.fieldFault('newPassword')}
          />
          <Checkbox
            label={t('keep')}
            hint={t('keepHint')}
            checked={typed.keepOtherSessions}
            onCheckedChange={keepOtherSessions => setTyped({ ...typed, keepOtherSessions })}
          />
        </div>
        <Fault problem={problem?.fields.length === 0 && currentFault === undefined ? problem : undefined} />
      </Card>
    </Form>
  )
}
