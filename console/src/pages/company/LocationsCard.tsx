import { MapPin } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { useCan, useHere } from '../../api/me.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { useUrlState } from '../../ui/url-state.ts'
import { accountPath } from '../paths.ts'
import { t } from './messages.ts'

const AddLocation = lazy(async () => ({ default: (await import('./AddLocation.tsx')).AddLocation }))

/** The locations of an agency that the person may open. */
export function LocationsCard() {
  const { person, account } = useHere()
  const can = useCan()
  const [url, change] = useUrlState()
  const mayAdd = can('accounts.manage')
  const locations = person.accounts.filter(one => one.kind === 'location' && one.companyId === account.companyId)
  return (
    <Card
      title={t('locations')}
      lead={t('locationsLead')}
      actions={mayAdd && <Button onClick={() => change({ dialog: 'add-location' }, 'push')}>{t('addLocation')}</Button>}
    >
      {locations.length === 0 && <p className="text-muted">{t('noLocations')}</p>}
      <ul className="divide-y divide-line">
        {locations.map(one => (
          <li
            key={one.id}
            className="relative flex items-center gap-3 py-2.5 first:pt-0 last:pb-0 has-[a:hover]:underline"
          >
            <MapPin aria-hidden className="size-4 shrink-0 text-muted" />
            <div className="min-w-0">
              <AppLink
                href={accountPath(one.id, 'company')}
                className="font-medium wrap-anywhere after:absolute after:inset-0"
              >
                <bdi>{one.name}</bdi>
              </AppLink>
              <p dir="ltr" className="font-mono text-[13px] text-muted wrap-anywhere">
                {one.locationId}
              </p>
            </div>
          </li>
        ))}
      </ul>
      <Suspense>
        {url.dialog === 'add-location' && mayAdd && <AddLocation onClose={() => change({ dialog: undefined })} />}
      </Suspense>
    </Card>
  )
}
