import { expect, test } from 'vitest'
import { SERVER_FLAGS } from '../../scripts/lib/server-flags.mjs'
import { textOf } from '../support/repository.ts'

test('the container starts Node with the flags that `npm start` gives it', () => {
  const command = JSON.stringify(['node', ...SERVER_FLAGS, 'src/main.ts']).replaceAll(',', ', ')
  expect(textOf('Dockerfile')).toContain(`\nCMD ${command}`)
})
