import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useMemo, useState } from 'react'
import {
  createIntegration,
  type IntegrationWithToken,
  integrationQuery,
  scopesQuery,
} from '../../../api/integrations.ts'
import { useHere } from '../../../api/me.ts'
import { newKey } from '../../../api/new-key.ts'
import { policiesQuery } from '../../../api/policies.ts'
import type { ApiProblem } from '../../../api/problem.ts'
import { useAction } from '../../../api/use-action.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Card } from '../../../ui/Card.tsx'
import { nowMs } from '../../../ui/clock.ts'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { Form } from '../../../ui/Form.tsx'
import { LinkButton } from '../../../ui/LinkButton.tsx'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { Skeleton } from '../../../ui/Skeleton.tsx'
import { useUrlState } from '../../../ui/url-state.ts'
import { ScopePicker } from '../scopes/ScopePicker.tsx'
import { ScopeSummaryCard } from '../scopes/ScopeSummaryCard.tsx'
import { type Draft, toRequest, useDraft } from './draft.ts'
import { t } from './messages.ts'
import { NameStep } from './NameStep.tsx'
import { ReviewStep } from './ReviewStep.tsx'
import { STEPS, type Step, StepBar } from './StepBar.tsx'
import { scopesOfTemplate } from './templates.ts'

const TokenDialog = lazy(async () => ({ default: (await import('../token/TokenDialog.tsx')).TokenDialog }))

/** Three steps to a token: name, permissions, review. `?from=` starts from another integration. */
export function Page() {
  const { accountId } = useHere()
  const [{ from, ...url }] = useUrlState()
  const [preset] = useState(() => presetOf(url))
  const original = useQuery({
    ...integrationQuery({ accountId, integrationId: from ?? '' }),
    enabled: from !== undefined,
  })
  if (from === undefined || original.isError) return <Wizard preset={preset} />
  if (original.data === undefined) return <Skeleton />
  const { name, description, scopes } = original.data
  return <Wizard key={from} preset={{ name: t('copyOf', { name }), description, scopes }} />
}

function Wizard({ preset }: { preset: Partial<Draft> }) {
  const { accountId } = useHere()
  const scopes = useQuery(scopesQuery(accountId))
  const rotationDays = useQuery(policiesQuery(accountId)).data?.rotationDays
  const [url, changeUrl] = useUrlState()
  const { draft, change, discard } = useDraft(accountId, preset)
  const [nameFault, setNameFault] = useState<string>()
  const [scopesFault, setScopesFault] = useState<string>()
  const [made, setMade] = useState<IntegrationWithToken>()
  const navigate = useNavigate()
  const list = `/accounts/${accountId}/private-integrations`

  const step = reachedStep(STEPS.find(one => one === url.step) ?? 'name', draft)
  const goTo = (next: Step) => {
    window.scrollTo(0, 0)
    changeUrl({ step: next, name: undefined, description: undefined, scopes: undefined }, 'push')
  }
  const request = toRequest(draft, useStartOfPage())
  // The same words keep their key, so that a second press after a lost answer makes no second integration.
  const key = useMemo(() => newKey(), [JSON.stringify(request)])
  const creation = useAction(() => createIntegration(accountId, request, key))

  const create = async () => {
    const result = await creation.run(undefined)
    if (result === undefined) return
    discard()
    setMade(result)
  }
  const next = () => {
    setNameFault(draft.name.trim() === '' ? t('nameMissing') : undefined)
    setScopesFault(step !== 'name' && draft.scopes.length === 0 ? t('permissionsMissing') : undefined)
    if (draft.name.trim() === '') return
    if (step === 'name') goTo('permissions')
    else if (draft.scopes.length === 0) return
    else if (step === 'permissions') goTo('review')
    else void create()
  }
  const problem = creation.problem
  return (
    <>
      <PageHeader title={t('title')} back={{ href: list, label: t('back') }} />
      <StepBar current={step} />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,42rem)_minmax(14rem,18rem)]">
        <Form onSubmit={next} faults={nameFault ?? scopesFault ?? problem}>
          <Card
            footer={
              <>
                {step === 'name' ? (
                  <LinkButton look="quiet" href={list} onClick={discard} className="me-auto">
                    {t('discard')}
                  </LinkButton>
                ) : (
                  <Button
                    look="quiet"
                    className="me-auto"
                    onClick={() => goTo(STEPS[STEPS.indexOf(step) - 1] ?? 'name')}
                  >
                    {t('backStep')}
                  </Button>
                )}
                <Button type="submit" look="primary" isBusy={creation.isRunning}>
                  {step === 'review' ? t('create') : t('continue')}
                </Button>
              </>
            }
          >
            {scopes.data === undefined ? (
              scopes.isError ? (
                <ErrorState onRetry={() => void scopes.refetch()}>{scopes.error.message}</ErrorState>
              ) : (
                <Skeleton />
              )
            ) : step === 'name' ? (
              <NameStep
                {...{ draft, change, problem }}
                nameFault={draft.name.trim() === '' ? nameFault : undefined}
                onTemplate={template => change({ template, scopes: scopesOfTemplate(template, scopes.data) })}
              />
            ) : step === 'permissions' ? (
              <div className="flex flex-col gap-4">
                <div>
                  <h2 className="font-semibold">{t('permissionsTitle')}</h2>
                  <p className="text-muted">{t('permissionsLead')}</p>
                </div>
                <ScopePicker
                  scopes={scopes.data}
                  chosen={new Set(draft.scopes)}
                  onChange={chosen => change({ scopes: [...chosen] })}
                  fault={draft.scopes.length === 0 ? scopesFault : undefined}
                />
              </div>
            ) : (
              <ReviewStep {...{ draft, change, goTo, rotationDays, problem }} scopes={scopes.data} />
            )}
            {problem !== undefined && (
              <Banner tone="danger" role="alert" className="mt-5">
                {sentenceOf(problem)}
              </Banner>
            )}
          </Card>
        </Form>
        {step === 'permissions' && scopes.data !== undefined && (
          <ScopeSummaryCard scopes={scopes.data} chosen={draft.scopes} />
        )}
      </div>
      <Suspense>
        {made !== undefined && (
          <TokenDialog made={made} onDone={() => void navigate({ to: `${list}/${made.integration.id}` as never })} />
        )}
      </Suspense>
    </>
  )
}

/** A link may fill the form: a duplicate, or what an API key did. */
function presetOf(url: Readonly<Record<string, string | undefined>>): Partial<Draft> {
  const { name, description, scopes } = url
  return {
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(scopes === undefined ? {} : { scopes: scopes.split(',').filter(Boolean) }),
  }
}

/** A shared link to step 3 leads no further than what is filled in. */
function reachedStep(wanted: Step, draft: Draft): Step {
  return draft.name.trim() === '' ? 'name' : wanted
}

/** An expiry counts from when the page was opened, so that a second try asks for the very same. */
function useStartOfPage(): number {
  return useState(nowMs)[0]
}

function sentenceOf(problem: ApiProblem): string {
  const others = problem.fields.map(({ field, message }) => `${field} ${message}`)
  return others.length === 0 ? problem.detail : `${problem.detail} ${others.join('; ')}.`
}
