import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type {
  CANCEL_IMPORT,
  ContactImportView,
  CREATE_IMPORT,
  GET_IMPORT,
  LIST_IMPORTS,
} from '../../../src/contract/contact-imports.ts'
import { call } from './client.ts'
import { queryClient } from './query-client.ts'

export type ContactImport = ContactImportView

/** What is to become of a file. */
export interface ImportWish {
  file: File
  onDuplicate: ContactImport['onDuplicate']
  isDryRun: boolean
  /** Where columns go whose headers don't say it: a field, or nothing to leave the column out. */
  map: Readonly<Record<string, string>>
  /** Takes a file in once more that was taken in before. */
  isAgain: boolean
}

const WATCH_EVERY_MS = 1000
const PAGE_SIZE = 10

const path = (accountId: string) => `/accounts/${accountId}/imports`
const key = (accountId: string) => ['account', accountId, 'imports']

/** Whether it is still on its way. */
export const isUnderWay = ({ state }: ContactImport) => state === 'waiting' || state === 'running'

/** The account's imports, newest first. */
export const importsQuery = (accountId: string) =>
  infiniteQueryOptions({
    queryKey: [...key(accountId), 'list'],
    queryFn: ({ pageParam, signal }) =>
      call<typeof LIST_IMPORTS>(`GET ${path(accountId)}`, { query: { cursor: pageParam, limit: PAGE_SIZE }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.nextCursor,
  })

/** One import, watched for as long as it is on its way. */
export const importQuery = (accountId: string, importId: string) =>
  queryOptions({
    queryKey: [...key(accountId), importId],
    queryFn: async ({ signal }) =>
      (await call<typeof GET_IMPORT>(`GET ${path(accountId)}/${importId}`, { signal })).import,
    refetchInterval: ({ state }) => (state.data !== undefined && isUnderWay(state.data) ? WATCH_EVERY_MS : false),
  })

/** Sends a file in; the server works on it afterwards. The same file with the same wishes is the same import. */
export async function createImport(accountId: string, wish: ImportWish): Promise<ContactImport> {
  const { file, onDuplicate, isDryRun, isAgain } = wish
  const map = Object.entries(wish.map).map(([header, field]) => `${header}=${field}`)
  const query = { fileName: file.name, onDuplicate, dryRun: isDryRun, again: isAgain, map }
  const reply = await call<typeof CREATE_IMPORT>(`POST ${path(accountId)}`, {
    query,
    file: { type: 'text/csv', content: file },
  })
  return keep(accountId, reply.import)
}

/** Stops an import; what it has taken in stays. */
export async function cancelImport(accountId: string, importId: string): Promise<ContactImport> {
  const reply = await call<typeof CANCEL_IMPORT>(`POST ${path(accountId)}/${importId}/cancel`)
  return keep(accountId, reply.import)
}

/** Reads the list anew, as when an import has come to its end. */
export function refreshImports(accountId: string): void {
  void queryClient.invalidateQueries({ queryKey: [...key(accountId), 'list'] })
}

/** Where the rows that could not be taken are downloaded from. */
export const importErrorsHref = (accountId: string, importId: string) => `/api${path(accountId)}/${importId}/errors`

function keep(accountId: string, given: ContactImport): ContactImport {
  queryClient.setQueryData(importQuery(accountId, given.id).queryKey, given)
  refreshImports(accountId)
  return given
}
