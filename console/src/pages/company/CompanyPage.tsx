import { useCan, useHere } from '../../api/me.ts'
import { Card } from '../../ui/Card.tsx'
import { CopyLine } from '../../ui/CopyLine.tsx'
import { Facts } from '../../ui/Facts.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { ImportsSection } from './ImportsSection.tsx'
import { LocationsCard } from './LocationsCard.tsx'
import { t } from './messages.ts'

/** What the account is, what lies below it, and what can be brought into it. */
export function Page() {
  const { account } = useHere()
  const can = useCan()
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      <div className="flex max-w-3xl flex-col gap-5">
        <AccountCard />
        {account.kind === 'agency' && <LocationsCard />}
        {account.kind === 'location' && can('contacts.import') && <ImportsSection />}
      </div>
    </>
  )
}

function AccountCard() {
  const { account } = useHere()
  const { id, name, kind, locationId, companyId } = account
  const copied = (label: string, text: string | null) =>
    text === null ? [] : [{ name: label, value: <CopyLine what={label} text={text} /> }]
  return (
    <Card title={t('facts')}>
      <Facts
        facts={[
          { name: t('name'), value: <bdi>{name}</bdi> },
          { name: t('kind'), value: t(kind) },
          ...copied(t('locationId'), locationId),
          ...copied(t('companyId'), companyId),
          ...copied(t('accountId'), id),
          ...copied(t('baseUrl'), `${location.origin}/v2`),
        ]}
      />
    </Card>
  )
}
