import { describe, expect, it } from 'vitest'
import { renderConfigDocs } from '../../scripts/config-docs.ts'
import { SETTINGS } from '../../src/config.ts'
import { textOf } from '../support/repository.ts'

const variables = Object.keys(SETTINGS)
const inExample = [...textOf('.env.example').matchAll(/^#? ?([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name)

describe('every environment variable', () => {
  it('stands in docs/config.md, which is as scripts/config-docs.ts makes it', () => {
    expect(textOf('docs/config.md')).toBe(renderConfigDocs())
  })

  it('stands in .env.example, once, and no other does', () => {
    expect(inExample).toEqual(variables)
  })

  it('carries no value in .env.example when it is a secret', () => {
    const secrets = variables.filter(name => 'isSecret' in SETTINGS[name as keyof typeof SETTINGS])
    expect(secrets).toContain('TOKEN_PEPPER')
    const filled = secrets.filter(name => !new RegExp(`^#? ?${name}=$`, 'm').test(textOf('.env.example')))
    expect(filled).toEqual([])
  })
})
