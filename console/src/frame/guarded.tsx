import { useQuery } from '@tanstack/react-query'
import type { AsyncRouteComponent } from '@tanstack/react-router'
import { useEffect } from 'react'
import { labsQuery } from '../api/labs.ts'
import { useCan, useHere } from '../api/me.ts'
import type { Place } from '../pages/place.ts'
import { LabsOff } from './LabsOff.tsx'
import { NoAccess } from './NoAccess.tsx'
import { tellReady } from './ready.ts'

/** The page of a place for those who may open it. The server refuses its calls all the same. */
export function guarded(place: Place, Page: AsyncRouteComponent<object>): AsyncRouteComponent<object> {
  function Guarded() {
    const can = useCan()
    const { accountId } = useHere()
    const labs = useQuery({ ...labsQuery(accountId), enabled: place.needsLabs === true })
    useEffect(tellReady, [])
    if (place.permission !== undefined && !can(place.permission)) return <NoAccess permission={place.permission} />
    if (place.needsLabs && labs.data?.privateIntegrations === false) return <LabsOff />
    return <Page />
  }
  return Object.assign(Guarded, { preload: Page.preload })
}
