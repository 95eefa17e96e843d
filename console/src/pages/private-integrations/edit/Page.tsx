import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import {
  type Integration,
  type IntegrationRef,
  integrationQuery,
  type ScopeRow,
  scopesQuery,
} from '../../../api/integrations.ts'
import { useHere } from '../../../api/me.ts'
import { toProblem } from '../../../api/problem.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Card } from '../../../ui/Card.tsx'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { Form } from '../../../ui/Form.tsx'
import { useKeptState } from '../../../ui/kept-state.ts'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { Skeleton } from '../../../ui/Skeleton.tsx'
import { integrationPath } from '../../paths.ts'
import { useEdit } from '../detail/use-edit.ts'
import { ScopePicker } from '../scopes/ScopePicker.tsx'
import { ChangesPanel } from './ChangesPanel.tsx'
import { applied, changesBetween, countOf, labelsOf, type TypedChanges, typedChanges } from './changes.ts'
import { t } from './messages.ts'
import { RemovalImpact } from './RemovalImpact.tsx'
import { StaleScopes } from './StaleScopes.tsx'

/** Changes what a token may do. The token itself stays. */
export function Page() {
  const { accountId } = useHere()
  const { integrationId = '' } = useParams({ strict: false })
  const ref = { accountId, integrationId }
  const integration = useQuery(integrationQuery(ref))
  const scopes = useQuery(scopesQuery(accountId))
  if (integration.data !== undefined && scopes.data !== undefined) {
    return <Editor key={integrationId} integrationRef={ref} integration={integration.data} catalogue={scopes.data} />
  }
  const failed = integration.error ?? scopes.error
  if (failed === null) {
    return (
      <Card>
        <Skeleton />
      </Card>
    )
  }
  const retry = () => void Promise.all([integration.refetch(), scopes.refetch()])
  return <ErrorState onRetry={retry}>{toProblem(failed).detail}</ErrorState>
}

interface EditorProps {
  integrationRef: IntegrationRef
  integration: Integration
  catalogue: readonly ScopeRow[]
}

function Editor({ integrationRef, integration, catalogue }: EditorProps) {
  // What is being edited stays what it was when the page opened, whatever is read anew meanwhile.
  const [base, setBase] = useState(integration)
  const [asked] = useState(() => askedScopes(catalogue, integration))
  const [typed, keep] = useKeptState<TypedChanges>(`permissions:${[integration.id, ...asked].join(' ')}`)
  const chosen = applied(base.scopes, typed ?? { added: asked, removed: [] })
  const setChosen = (next: ReadonlySet<string>) => keep(typedChanges(base.scopes, next))
  const edit = useEdit(integrationRef, base, t('saved'))
  const navigate = useNavigate()
  const panel = useRef<HTMLDivElement>(null)
  const changes = changesBetween(catalogue, base.scopes, chosen)
  const count = countOf(changes)
  const detail = integrationPath(integrationRef)
  const save = async (version?: number) => {
    if (count === 0) return
    if (!(await edit.save({ scopes: [...chosen] }, version))) return
    keep(undefined)
    void navigate({ to: detail })
  }
  const takeTheirs = (theirs: Integration) => {
    setBase(theirs)
    keep({ added: [], removed: [] })
    edit.forget()
  }
  const { theirs, problem } = edit
  return (
    <>
      <PageHeader title={t('title', { name: base.name })} lead={t('lead')} back={{ href: detail, label: base.name }} />
      {asked.length > 0 && (
        <Banner tone="info" className="mb-4">
          {t('asked', {
            count: asked.length,
            labels: labelsOf(changesBetween(catalogue, base.scopes, new Set([...base.scopes, ...asked])).added),
          })}
        </Banner>
      )}
      <Form
        onSubmit={() => void save()}
        className="grid items-start gap-5 pb-16 lg:grid-cols-[minmax(0,42rem)_minmax(16rem,20rem)] lg:pb-0"
      >
        <Card>
          <ScopePicker scopes={catalogue} chosen={chosen} onChange={setChosen} fault={problem?.fieldFault('scopes')} />
        </Card>
        <div ref={panel} tabIndex={-1} className="scroll-mt-20 outline-none">
          <ChangesPanel changes={changes} isSaving={edit.isSaving} onDiscard={() => setChosen(new Set(base.scopes))}>
            {changes.removed.length > 0 && <RemovalImpact integrationRef={integrationRef} removed={changes.removed} />}
            {theirs !== undefined && (
              <StaleScopes
                changes={changesBetween(catalogue, base.scopes, new Set(theirs.scopes))}
                onKeep={() => void save(theirs.version)}
                onTake={() => takeTheirs(theirs)}
              />
            )}
            {problem !== undefined && theirs === undefined && (
              <Banner tone="danger" role="alert">
                {problem.detail}
              </Banner>
            )}
          </ChangesPanel>
        </div>
        {count > 0 && (
          <div className="fixed inset-x-0 bottom-0 z-20 border-t border-line bg-surface p-3 lg:hidden">
            <Button
              look="primary"
              className="w-full"
              onClick={() => {
                panel.current?.scrollIntoView()
                panel.current?.focus()
              }}
            >
              {t('review', { count })}
            </Button>
          </div>
        )}
      </Form>
    </>
  )
}

/** What the link asks for (`?add=contacts.write&add=…`), as far as it can be granted and is not yet. */
function askedScopes(catalogue: readonly ScopeRow[], integration: Integration): string[] {
  const asked = new URLSearchParams(location.search).getAll('add')
  return catalogue
    .map(({ scope }) => scope)
    .filter(scope => asked.includes(scope) && !integration.scopes.includes(scope))
}
