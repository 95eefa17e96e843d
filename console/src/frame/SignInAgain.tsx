import { KeyRound } from 'lucide-react'
import { type Dispatch, useState } from 'react'
import type { ChallengeReason } from '../api/challenge.ts'
import type { Person } from '../api/me.ts'
import { AlertDialog } from '../ui/AlertDialog.tsx'
import { Banner } from '../ui/Banner.tsx'
import { Button } from '../ui/Button.tsx'
import { Form } from '../ui/Form.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { TextField } from '../ui/TextField.tsx'
import { t as kit } from '../ui/ui-messages.ts'
import { t } from './messages.ts'
import { type Typed, useIdentity } from './use-identity.ts'

interface SignInAgainProps {
  reason: ChallengeReason
  person: Person['user'] | undefined
  onAnswer: (isPassed: boolean) => void
}

/** The dialog over a page whose session has ended, or whose next step asks who it is once more. */
export function SignInAgain({ reason, person, onAnswer }: SignInAgainProps) {
  const [typed, setTyped] = useState<Typed>({ email: person?.email ?? '', password: '', code: '' })
  const { asks, mayUsePasskey, send, byPasskey } = useIdentity({ reason, person, onPassed: () => onAnswer(true) })
  const isEnded = reason === 'session-ended'
  const problem = send.problem ?? byPasskey.problem
  const submit = () => void send.run(typed)
  return (
    <AlertDialog
      isOpen
      width="narrow"
      title={t(isEnded ? 'sessionTitle' : 'confirmTitle')}
      description={t(isEnded ? 'sessionLead' : asks === 'code' ? 'confirmByCodeLead' : 'confirmLead')}
      footer={
        <>
          <Button look="quiet" onClick={() => onAnswer(false)}>
            {kit('cancel')}
          </Button>
          <Button look="primary" isBusy={send.isRunning} onClick={submit}>
            {t(isEnded ? 'signIn' : 'confirm')}
          </Button>
        </>
      }
    >
      <Form className="flex flex-col gap-4" onSubmit={submit} faults={problem}>
        {problem !== undefined && (
          <Banner tone="danger" role="alert">
            {problem.detail}
          </Banner>
        )}
        {asks === undefined && <Skeleton lines={2} />}
        {asks === 'code' && <CodeField typed={typed} onChange={setTyped} />}
        {asks === 'password' && (
          <PasswordFields typed={typed} onChange={setTyped} isEmailKnown={person !== undefined} />
        )}
        {mayUsePasskey && (
          <Button
            icon={<KeyRound aria-hidden className="size-4" />}
            isBusy={byPasskey.isRunning}
            onClick={() => void byPasskey.run()}
          >
            {t('passkey')}
          </Button>
        )}
        {/* Enter in a field sends. */}
        <button type="submit" hidden />
      </Form>
    </AlertDialog>
  )
}

interface FieldsProps {
  typed: Typed
  onChange: Dispatch<Typed>
}

function PasswordFields({ typed, onChange, isEmailKnown }: FieldsProps & { isEmailKnown: boolean }) {
  return (
    <>
      <TextField
        label={t('email')}
        type="email"
        autoComplete="username"
        value={typed.email}
        readOnly={isEmailKnown}
        onChange={event => onChange({ ...typed, email: event.target.value })}
      />
      <TextField
        label={t('password')}
        type="password"
        autoComplete="current-password"
        autoFocus
        value={typed.password}
        onChange={event => onChange({ ...typed, password: event.target.value })}
      />
    </>
  )
}

function CodeField({ typed, onChange }: FieldsProps) {
  return (
    <TextField
      label={t('code')}
      hint={t('codeHint')}
      autoComplete="one-time-code"
      inputMode="numeric"
      autoFocus
      value={typed.code}
      onChange={event => onChange({ ...typed, code: event.target.value })}
    />
  )
}
