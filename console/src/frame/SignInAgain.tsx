import { useState } from 'react'
import type { ChallengeReason } from '../api/challenge.ts'
import { type Person, signIn } from '../api/me.ts'
import { useAction } from '../api/use-action.ts'
import { AlertDialog } from '../ui/AlertDialog.tsx'
import { Banner } from '../ui/Banner.tsx'
import { Button } from '../ui/Button.tsx'
import { Form } from '../ui/Form.tsx'
import { TextField } from '../ui/TextField.tsx'
import { TextLink } from '../ui/TextLink.tsx'
import { t as kit } from '../ui/ui-messages.ts'
import { t } from './messages.ts'

interface SignInAgainProps {
  reason: ChallengeReason
  person: Person['user'] | undefined
  onAnswer: (isPassed: boolean) => void
}

/** The dialog over a page whose session has ended, or whose next step asks for the password once more. */
export function SignInAgain({ reason, person, onAnswer }: SignInAgainProps) {
  const [email, setEmail] = useState(person?.email ?? '')
  const [password, setPassword] = useState('')
  const isEnded = reason === 'session-ended'
  const enter = useAction(async () => {
    const { user } = await signIn({ email, password })
    // Nothing that one person has read or typed is left to another.
    if (person !== undefined && user.id !== person.id) location.reload()
    else onAnswer(true)
  })
  const signInPath = `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`
  return (
    <AlertDialog
      isOpen
      width="narrow"
      title={t(isEnded ? 'sessionTitle' : 'confirmTitle')}
      description={t(isEnded ? 'sessionLead' : 'confirmLead')}
      footer={
        <>
          <Button look="quiet" onClick={() => onAnswer(false)}>
            {kit('cancel')}
          </Button>
          <Button look="primary" isBusy={enter.isRunning} onClick={() => void enter.run(undefined)}>
            {t(isEnded ? 'signIn' : 'confirm')}
          </Button>
        </>
      }
    >
      <Form className="flex flex-col gap-4" onSubmit={() => void enter.run(undefined)} faults={enter.problem}>
        {enter.problem !== undefined && (
          <Banner tone="danger" role="alert">
            {enter.problem.detail}
          </Banner>
        )}
        <TextField
          label={t('email')}
          type="email"
          autoComplete="username"
          value={email}
          readOnly={person !== undefined}
          onChange={event => setEmail(event.target.value)}
        />
        <TextField
          label={t('password')}
          type="password"
          autoComplete="current-password"
          autoFocus
          value={password}
          onChange={event => setPassword(event.target.value)}
        />
        {isEnded && (
          <TextLink href={signInPath} className="text-[13px]">
            {t('signInElsewhere')}
          </TextLink>
        )}
      </Form>
    </AlertDialog>
  )
}
