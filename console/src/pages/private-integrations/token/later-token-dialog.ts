import { lazy, useEffect } from 'react'

const load = async () => ({ default: (await import('./TokenDialog.tsx')).TokenDialog })

/** The dialog in a file of its own, which a list of integrations need not load. */
export const LaterTokenDialog = lazy(load)

/**
 * Loads it as soon as a page opens that can make a token: it is shown once, and by then nothing may be missing because the
 * server has been upgraded or the network is gone.
 */
export function useTokenDialogLoaded(): void {
  useEffect(() => void load().catch(() => undefined), [])
}
