#!/usr/bin/env node
// The `pit` command as npm links it: our command line, run with the right Node. Runs on any Node from 14 on.
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { chooseNode } from './lib/choose-node.mjs'
import { requireInstalled } from './lib/require-installed.mjs'
import { SERVER_FLAGS } from './lib/server-flags.mjs'
import { settingsFlags, startNode } from './lib/start-node.mjs'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))

async function main(args) {
  requireInstalled(root)
  // `pit serve` is the server; a short command does not notice.
  const flags = [...settingsFlags(root), ...SERVER_FLAGS]
  return startNode({ root, node: chooseNode(root), flags, program: 'src/main.ts', args })
}

main(process.argv.slice(2)).then(
  code => process.exit(code),
  error => {
    console.error(error.message)
    process.exit(1)
  },
)
