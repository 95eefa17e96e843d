import type { Integration, IntegrationRef } from '../../../api/integrations.ts'
import type { ApiProblem } from '../../../api/problem.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { Card } from '../../../ui/Card.tsx'
import { Form } from '../../../ui/Form.tsx'
import { useKeptState } from '../../../ui/kept-state.ts'
import { SaveButtons } from '../../../ui/SaveButtons.tsx'
import { TextArea } from '../../../ui/TextArea.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import { type AccessFields, isWholeNumber, toChange, toFields } from './access-fields.ts'
import { StaleNotice } from './StaleNotice.tsx'
import { t } from './settings-messages.ts'
import { useEdit } from './use-edit.ts'

/** From where, until when and how often its tokens may be used. */
export function AccessForm({
  integrationRef,
  integration,
}: {
  integrationRef: IntegrationRef
  integration: Integration
}) {
  const saved = toFields(integration)
  const [typed, setTyped] = useKeptState<AccessFields>(`access:${integration.id}`)
  const fields = typed ?? saved
  const edit = useEdit(integrationRef, integration, t('saved'))
  const isChanged = JSON.stringify(fields) !== JSON.stringify(saved)
  const isRight = isWholeNumber(fields.perTenSeconds) && isWholeNumber(fields.perDay)
  const save = async (version?: number) => {
    if (!isRight || !isChanged) return
    if (await edit.save(toChange(fields, integration), version)) setTyped(undefined)
  }
  const set = (part: Partial<AccessFields>) => setTyped({ ...fields, ...part })
  const discard = () => {
    edit.forget()
    setTyped(undefined)
  }
  const { theirs, problem } = edit
  return (
    <Form onSubmit={() => void save()} faults={problem}>
      <Card
        title={t('access')}
        lead={t('accessLead')}
        footer={<SaveButtons isChanged={isChanged} isSaving={edit.isSaving} onDiscard={discard} />}
      >
        <AccessInputs {...{ fields, set, problem }} />
        {theirs !== undefined && (
          <div className="mt-4">
            <StaleNotice facts={factsOf(toFields(theirs))} onKeep={() => void save(theirs.version)} onTake={discard} />
          </div>
        )}
        {problem !== undefined && theirs === undefined && problem.fields.length === 0 && (
          <Banner tone="danger" role="alert" className="mt-4">
            {problem.detail}
          </Banner>
        )}
      </Card>
    </Form>
  )
}

interface AccessInputsProps {
  fields: AccessFields
  set: (part: Partial<AccessFields>) => void
  problem: ApiProblem | undefined
}

function AccessInputs({ fields, set, problem }: AccessInputsProps) {
  const limitFault = (name: 'perTenSeconds' | 'perDay') =>
    isWholeNumber(fields[name]) ? problem?.fieldFault(`limits.${name}`) : t('limitWrong')
  return (
    <div className="grid max-w-xl items-start gap-4 sm:grid-cols-2">
      <TextArea
        label={t('ips')}
        hint={t('ipsHint')}
        dir="ltr"
        spellCheck={false}
        className="font-mono text-[13px]"
        value={fields.allowedIps}
        onChange={event => set({ allowedIps: event.target.value })}
        fault={problem?.fieldFault('allowedIps')}
      />
      <TextField
        type="date"
        label={t('expiry')}
        hint={t('expiryHint')}
        value={fields.expiresOn}
        onChange={event => set({ expiresOn: event.target.value })}
        fault={problem?.fieldFault('expiresAt')}
      />
      <TextField
        label={t('perTenSeconds')}
        hint={t('limitHint')}
        inputMode="numeric"
        value={fields.perTenSeconds}
        onChange={event => set({ perTenSeconds: event.target.value })}
        fault={limitFault('perTenSeconds')}
      />
      <TextField
        label={t('perDay')}
        hint={t('limitHint')}
        inputMode="numeric"
        value={fields.perDay}
        onChange={event => set({ perDay: event.target.value })}
        fault={limitFault('perDay')}
      />
    </div>
  )
}

function factsOf(fields: AccessFields) {
  return [
    { name: t('ips'), value: fields.allowedIps || t('none') },
    { name: t('expiry'), value: fields.expiresOn || t('none') },
    { name: t('perTenSeconds'), value: fields.perTenSeconds },
    { name: t('perDay'), value: fields.perDay },
  ]
}
