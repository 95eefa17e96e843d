import type { ReactNode } from 'react'
import type { ClientRow } from '../../../api/integrations.ts'
import { Time } from '../../../ui/Time.tsx'

const NAME_LENGTH = 80

/** Who called last with a token; undefined when nobody is on record. */
export function lastClient(clients: readonly ClientRow[], tokenId: string): ClientRow | undefined {
  return clients
    .filter(client => client.tokenId === tokenId)
    .reduce<ClientRow | undefined>(
      (last, one) => (last === undefined || one.lastSeenAt > last.lastSeenAt ? one : last),
      undefined,
    )
}

/** "198.51.100.24 (axios/1.7)". */
export function ClientName({ client }: { client: Pick<ClientRow, 'network' | 'userAgent' | 'clientName'> }) {
  const name = client.clientName === '' ? client.userAgent : client.clientName
  return (
    <>
      <bdi className="wrap-anywhere">{client.network}</bdi>
      {name !== '' && (
        <>
          {' ('}
          <bdi className="wrap-anywhere">{name.slice(0, NAME_LENGTH)}</bdi>)
        </>
      )}
    </>
  )
}

/** The values that a sentence about a last call takes: when, and from where if anybody is on record. */
export function callValues(
  at: string,
  client: ClientRow | undefined,
): Record<string, ReactNode | ((chunks: ReactNode) => ReactNode)> {
  return {
    b: chunks => <b className="font-semibold">{chunks}</b>,
    time: () => <Time at={at} />,
    where: client === undefined ? 'none' : 'known',
    client: () => (client === undefined ? null : <ClientName client={client} />),
  }
}
