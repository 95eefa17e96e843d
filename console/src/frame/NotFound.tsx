import { useEffect } from 'react'
import { LinkButton } from '../ui/LinkButton.tsx'
import { Message } from './Message.tsx'
import { t } from './messages.ts'
import { tellReady } from './ready.ts'

/** Nothing stands at this address. */
export function NotFound() {
  useEffect(tellReady, [])
  return (
    <Message title={t('notFoundTitle')} actions={<LinkButton href="/">{t('toHome')}</LinkButton>}>
      {t('notFound')}
    </Message>
  )
}
