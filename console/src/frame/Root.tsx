import { Outlet } from '@tanstack/react-router'
import { Toaster } from '../ui/Toaster.tsx'
import { OfflineBar } from './OfflineBar.tsx'
import { SessionDialog } from './SessionDialog.tsx'

/** What stands on every page, whatever it shows. */
export function Root() {
  return (
    <>
      <OfflineBar />
      <Outlet />
      <SessionDialog />
      <Toaster />
    </>
  )
}
