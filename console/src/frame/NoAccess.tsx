import { PERMISSIONS, type Permission } from '../../../src/domain/permission.ts'
import { LinkButton } from '../ui/LinkButton.tsx'
import { Message } from './Message.tsx'
import { t } from './messages.ts'

/** A page that the person may not open: says which permission to ask for. */
export function NoAccess({ permission }: { permission: Permission }) {
  const { label } = PERMISSIONS[permission]
  return (
    <Message title={t('noAccessTitle')} actions={<LinkButton href="/">{t('toHome')}</LinkButton>}>
      {t('noAccess', { permission: label })}
    </Message>
  )
}
