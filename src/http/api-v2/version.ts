import { WireError } from '../../crm/wire-error.ts'

/** The versions of API v2.0. 2023-02-21 stands in no document, but the official SDK sends it on every call. */
export const VERSIONS: readonly string[] = ['2021-04-15', '2021-07-28', '2023-02-21']

/** Every operation takes every version. A missing one answers as the live service does. */
export function checkVersion(version: string | string[] | undefined): void {
  if (version === undefined || version === '') throw new WireError(401, 'version header was not found.')
  if (typeof version === 'string' && VERSIONS.includes(version.trim())) return
  throw new WireError(400, `version header is invalid: send one of ${VERSIONS.join(', ')}`)
}
