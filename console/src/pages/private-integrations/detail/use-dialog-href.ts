import { useLocation } from '@tanstack/react-router'
import { stringifySearch } from '../../../ui/url-state.ts'

/** The address of this page with a dialog open on it, so that Back closes it and a link opens it. */
export function useDialogHref(): (dialog: string) => string {
  const { pathname, search } = useLocation()
  return dialog => pathname + stringifySearch({ ...search, dialog })
}
