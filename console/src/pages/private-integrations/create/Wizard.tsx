import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Suspense } from 'react'
import { scopesQuery } from '../../../api/integrations.ts'
import { useHere } from '../../../api/me.ts'
import type { ApiProblem } from '../../../api/problem.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Card } from '../../../ui/Card.tsx'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { Form } from '../../../ui/Form.tsx'
import { LinkButton } from '../../../ui/LinkButton.tsx'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { Skeleton } from '../../../ui/Skeleton.tsx'
import { integrationPath, integrationsPath } from '../../paths.ts'
import { ScopeSummaryCard } from '../scopes/ScopeSummaryCard.tsx'
import { LaterTokenDialog, useTokenDialogLoaded } from '../token/later-token-dialog.ts'
import type { Draft } from './draft.ts'
import { t } from './messages.ts'
import { STEPS, StepBar } from './StepBar.tsx'
import { StepFields } from './StepFields.tsx'
import { useWizard, type WizardState } from './use-wizard.ts'

/** The three steps around their fields: where one is, back and on, and what it will be able to. */
export function Wizard({ preset }: { preset: Partial<Draft> }) {
  const { accountId } = useHere()
  const scopes = useQuery(scopesQuery(accountId))
  const wizard = useWizard(preset)
  const { step, draft, problem, made, forget } = wizard
  useTokenDialogLoaded()
  const navigate = useNavigate()
  return (
    <>
      <PageHeader title={t('title')} back={{ href: integrationsPath(accountId), label: t('back') }} />
      <StepBar current={step} />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,42rem)_minmax(14rem,18rem)]">
        <Form onSubmit={wizard.next} faults={problem ?? wizard.faults}>
          <Card isFooterSticky={step === 'permissions'} footer={<StepButtons wizard={wizard} />}>
            {scopes.data !== undefined ? (
              <StepFields wizard={wizard} scopes={scopes.data} />
            ) : scopes.isError ? (
              <ErrorState onRetry={() => void scopes.refetch()}>{scopes.error.message}</ErrorState>
            ) : (
              <Skeleton />
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
          <LaterTokenDialog
            made={made}
            onDone={() => {
              forget()
              void navigate({ to: integrationPath({ accountId, integrationId: made.integration.id }) })
            }}
          />
        )}
      </Suspense>
    </>
  )
}

function StepButtons({ wizard }: { wizard: WizardState }) {
  const { accountId } = useHere()
  const { step, goTo, discard, isCreating } = wizard
  return (
    <>
      {step === 'name' ? (
        <LinkButton look="quiet" href={integrationsPath(accountId)} onClick={discard} className="me-auto">
          {t('discard')}
        </LinkButton>
      ) : (
        <Button look="quiet" className="me-auto" onClick={() => goTo(STEPS[STEPS.indexOf(step) - 1] ?? 'name')}>
          {t('backStep')}
        </Button>
      )}
      <Button type="submit" look="primary" isBusy={isCreating}>
        {step === 'review' ? t('create') : t('continue')}
      </Button>
    </>
  )
}

function sentenceOf(problem: ApiProblem): string {
  const others = problem.fields.map(({ field, message }) => `${field} ${message}`)
  return others.length === 0 ? problem.detail : `${problem.detail} ${others.join('; ')}.`
}
