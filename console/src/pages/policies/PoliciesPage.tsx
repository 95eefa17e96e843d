import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useHere } from '../../api/me.ts'
import { changePolicies, type Policies, policiesQuery } from '../../api/policies.ts'
import { toProblem } from '../../api/problem.ts'
import { useAction } from '../../api/use-action.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Card } from '../../ui/Card.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { Form } from '../../ui/Form.tsx'
import { useKeptState } from '../../ui/kept-state.ts'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { SaveButtons } from '../../ui/SaveButtons.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { showToast } from '../../ui/toasts.ts'
import { DAYS_MOST, isDays, type PolicyFields, ROTATION_DAYS_MOST, toFields, toPolicies } from './fields.ts'
import { t } from './messages.ts'
import { RotationImpact } from './RotationImpact.tsx'

/** The account's rules for tokens. */
export function Page() {
  const { accountId } = useHere()
  const policies = useQuery(policiesQuery(accountId))
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      {policies.isError && (
        <ErrorState onRetry={() => void policies.refetch()} isRetrying={policies.isFetching}>
          {t('failed', { reason: toProblem(policies.error).detail })}
        </ErrorState>
      )}
      {policies.isPending && (
        <Card isFlush>
          <Skeleton lines={3} />
        </Card>
      )}
      {policies.data !== undefined && <PolicyForm policies={policies.data} />}
    </>
  )
}

function PolicyForm({ policies }: { policies: Policies }) {
  const { accountId } = useHere()
  const [typed, setTyped] = useKeptState<PolicyFields>(`policies:${accountId}`)
  const [faultyTries, setFaultyTries] = useState(0)
  const fields = typed ?? toFields(policies)
  const set = (part: Partial<PolicyFields>) => setTyped({ ...fields, ...part })
  const faults = faultsOf(fields)
  const isChanged = JSON.stringify(fields) !== JSON.stringify(toFields(policies))
  const saving = useAction(async () => {
    await changePolicies(accountId, toPolicies(fields))
    setTyped(undefined)
    showToast(t('saved'), { undo: () => void changePolicies(accountId, policies) })
  })
  const discard = () => {
    saving.reset()
    setTyped(undefined)
  }
  const faultOf = (name: keyof PolicyFields) => faults[name] ?? saving.problem?.fieldFault(name)
  const save = () => {
    if (Object.keys(faults).length > 0) setFaultyTries(faultyTries + 1)
    else if (isChanged) void saving.run(undefined)
  }
  return (
    <Form onSubmit={save} faults={saving.problem ?? (faultyTries || undefined)} className="max-w-2xl">
      <Card
        footer={<SaveButtons isChanged={isChanged} isSaving={saving.isRunning} onDiscard={discard} label={t('save')} />}
      >
        <div className="flex flex-col gap-6">
          <div>
            <Days
              label={t('rotation')}
              hint={t('rotationHint')}
              value={fields.rotationDays}
              fault={faultOf('rotationDays')}
              onChange={rotationDays => set({ rotationDays })}
            />
            {faults.rotationDays === undefined && <RotationImpact days={Number(fields.rotationDays)} />}
          </div>
          <Days
            label={t('age')}
            hint={t('ageHint')}
            value={fields.tokenAgeDaysMax}
            fault={faultOf('tokenAgeDaysMax')}
            onChange={tokenAgeDaysMax => set({ tokenAgeDaysMax })}
          />
          <Days
            label={t('unused')}
            hint={t('unusedHint')}
            value={fields.unusedDays}
            fault={faultOf('unusedDays')}
            onChange={unusedDays => set({ unusedDays })}
          />
          {saving.problem !== undefined && saving.problem.fields.length === 0 && (
            <Banner tone="danger" role="alert">
              {saving.problem.detail}
            </Banner>
          )}
        </div>
      </Card>
    </Form>
  )
}

interface DaysProps {
  label: string
  hint: string
  value: string
  fault: string | undefined
  onChange: (value: string) => void
}

function Days({ label, hint, value, fault, onChange }: DaysProps) {
  return (
    <TextField
      label={`${label} (${t('days')})`}
      hint={hint}
      value={value}
      fault={fault}
      inputMode="numeric"
      className="max-w-32"
      onChange={event => onChange(event.target.value)}
    />
  )
}

function faultsOf(fields: PolicyFields): Partial<Record<keyof PolicyFields, string>> {
  const isOff = (text: string) => text.trim() === ''
  return {
    ...(isDays(fields.rotationDays, ROTATION_DAYS_MOST)
      ? {}
      : { rotationDays: t('wrong', { most: ROTATION_DAYS_MOST }) }),
    ...(isOff(fields.tokenAgeDaysMax) || isDays(fields.tokenAgeDaysMax, DAYS_MOST)
      ? {}
      : { tokenAgeDaysMax: t('wrong', { most: DAYS_MOST }) }),
    ...(isOff(fields.unusedDays) || isDays(fields.unusedDays, DAYS_MOST)
      ? {}
      : { unusedDays: t('wrong', { most: DAYS_MOST }) }),
  }
}
