import { useCallback, useEffect, useState } from 'react'

const SAID_MS = 2000

/** Copies text; false where the browser does not let us (plain http to another host). */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}

/** Copying with its word of success, which goes after two seconds. */
export function useCopy(): { state: 'idle' | 'copied' | 'failed'; copy: (text: string) => Promise<boolean> } {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle')
  useEffect(() => {
    if (state === 'idle') return
    const timer = setTimeout(() => setState('idle'), SAID_MS)
    return () => clearTimeout(timer)
  }, [state])
  const copy = useCallback(async (text: string) => {
    const isCopied = await copyText(text)
    setState(isCopied ? 'copied' : 'failed')
    return isCopied
  }, [])
  return { state, copy }
}
