import { t } from './messages.ts'
import { curlSnippet, envSnippet, nodeSnippet, pythonSnippet, type SnippetContext } from './snippets.ts'

/** The snippets in the order of their tabs. */
export function samplesOf(context: SnippetContext): { id: string; label: string; code: string }[] {
  return [
    { id: 'env', label: t('env'), code: envSnippet(context) },
    { id: 'curl', label: t('curl'), code: curlSnippet(context) },
    { id: 'node', label: t('node'), code: nodeSnippet(context) },
    { id: 'python', label: t('python'), code: pythonSnippet(context) },
  ]
}
