import { useCan, useHere } from '../api/me.ts'
import { accountPath } from '../pages/paths.ts'
import { LinkButton } from '../ui/LinkButton.tsx'
import { Message } from './Message.tsx'
import { t } from './messages.ts'

/** A page of Private Integrations while Labs has them off. */
export function LabsOff() {
  const { accountId } = useHere()
  const can = useCan()
  const wayOut = can('labs.manage') ? (
    <LinkButton look="primary" href={accountPath(accountId, 'labs')}>
      {t('toLabs')}
    </LinkButton>
  ) : (
    <LinkButton href="/">{t('toHome')}</LinkButton>
  )
  return (
    <Message title={t('labsOffTitle')} actions={wayOut}>
      {t('labsOff')}
    </Message>
  )
}
