import type { Integration, IntegrationRef } from '../../../api/integrations.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { Card } from '../../../ui/Card.tsx'
import { Form } from '../../../ui/Form.tsx'
import { useKeptState } from '../../../ui/kept-state.ts'
import { SaveButtons } from '../../../ui/SaveButtons.tsx'
import { TextArea } from '../../../ui/TextArea.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import { StaleNotice } from './StaleNotice.tsx'
import { t } from './settings-messages.ts'
import { useEdit } from './use-edit.ts'

/** Name and description. The token stays the same. */
export function GeneralForm({
  integrationRef,
  integration,
}: {
  integrationRef: IntegrationRef
  integration: Integration
}) {
  const place = `general:${integration.id}`
  const [typed, setTyped] = useKeptState<{ name: string; description: string }>(place)
  const { name, description } = typed ?? integration
  const edit = useEdit(integrationRef, integration, t('saved'))
  const isChanged = name.trim() !== integration.name || description.trim() !== integration.description
  const save = async (version?: number) => {
    if (name.trim() === '' || !isChanged) return
    if (await edit.save({ name: name.trim(), description: description.trim() }, version)) setTyped(undefined)
  }
  const discard = () => {
    edit.forget()
    setTyped(undefined)
  }
  const { theirs, problem } = edit
  return (
    <Form onSubmit={() => void save()} faults={problem}>
      <Card
        title={t('general')}
        footer={<SaveButtons isChanged={isChanged} isSaving={edit.isSaving} onDiscard={discard} />}
      >
        <div className="flex max-w-xl flex-col gap-4">
          <TextField
            label={t('name')}
            value={name}
            maxLength={120}
            autoComplete="off"
            onChange={event => setTyped({ name: event.target.value, description })}
            fault={name.trim() === '' ? t('nameMissing') : problem?.fieldFault('name')}
          />
          <TextArea
            label={t('description')}
            value={description}
            maxLength={1000}
            onChange={event => setTyped({ name, description: event.target.value })}
            fault={problem?.fieldFault('description')}
          />
          {theirs !== undefined && (
            <StaleNotice
              facts={[
                { name: t('name'), value: <bdi>{theirs.name}</bdi> },
                { name: t('description'), value: <bdi>{theirs.description || t('none')}</bdi> },
              ]}
              onKeep={() => void save(theirs.version)}
              onTake={discard}
            />
          )}
          {problem !== undefined && theirs === undefined && (
            <Banner tone="danger" role="alert">
              {problem.detail}
            </Banner>
          )}
        </div>
      </Card>
    </Form>
  )
}
