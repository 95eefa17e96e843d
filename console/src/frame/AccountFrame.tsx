import { useQuery } from '@tanstack/react-query'
import { Outlet, useParams } from '@tanstack/react-router'
import { useEffect } from 'react'
import { type AccountAccess, HereContext, meQuery, type Person } from '../api/me.ts'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Loading } from './Loading.tsx'
import { rememberAccount } from './last-account.ts'
import { t } from './messages.ts'
import { Nav } from './Nav.tsx'
import { NotFound } from './NotFound.tsx'
import { TopBar } from './TopBar.tsx'

/** The frame around an account's pages: top bar, menu, and the page once it is known who looks at it. */
export function AccountFrame() {
  const { accountId } = useParams({ strict: false })
  const me = useQuery(meQuery)
  const account = me.data?.accounts.find(one => one.id === accountId)
  if (me.data !== undefined && account !== undefined)
    return <Known key={account.id} person={me.data} account={account} />
  return (
    <main id="main" className="mx-auto max-w-3xl px-4 py-16">
      {me.isPending && <Loading />}
      {me.isError && (
        <EmptyState title={t('failedTitle')} actions={<Button onClick={() => void me.refetch()}>{t('retry')}</Button>}>
          {t('failed')}
        </EmptyState>
      )}
      {me.data !== undefined && <NotFound />}
    </main>
  )
}

function Known({ person, account }: { person: Person; account: AccountAccess }) {
  useEffect(() => rememberAccount(account.id), [account.id])
  return (
    <HereContext value={{ person, account }}>
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:start-2 focus:top-2 focus:z-60 focus:rounded-lg focus:bg-surface focus:px-3 focus:py-2"
      >
        {t('skip')}
      </a>
      <TopBar />
      <div className="mx-auto flex w-full max-w-[1360px] gap-8 px-4 sm:px-6">
        <aside className="sticky top-14 hidden h-[calc(100dvh-3.5rem)] w-52 shrink-0 overflow-y-auto py-6 lg:block">
          <Nav />
        </aside>
        <main id="main" tabIndex={-1} className="min-w-0 flex-1 py-6 outline-none lg:max-w-[1040px]">
          <Outlet />
        </main>
      </div>
    </HereContext>
  )
}
