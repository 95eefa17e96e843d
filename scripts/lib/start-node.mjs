// Runs on any Node from 14 on.
import fs from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { runChild } from './run-child.mjs'

/** Runs one of our programs (a path from the root) with the chosen Node and answers with its exit code. */
export function startNode({ root, node, flags = [], program, args }) {
  const follow = pathToFileURL(path.join(root, 'scripts', 'lib', 'follow-parent.mjs')).href
  const ours = ['--disable-warning=ExperimentalWarning', '--import', follow]
  return runChild(node, [...ours, ...flags, path.join(root, program), ...args], { env: environmentFor(root, node) })
}

/** Lets the program find the settings of the .env file in the root, if there is one; what is set already wins. */
export function settingsFlags(root) {
  const file = path.join(root, '.env')
  return fs.existsSync(file) ? [`--env-file=${file}`] : []
}

/** Whatever the program starts finds the same Node; compiled code is kept, which makes each later start faster. */
function environmentFor(root, node) {
  return {
    NODE_COMPILE_CACHE: path.join(root, 'node_modules', '.cache', 'compiled'),
    ...process.env,
    PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH || ''}`,
  }
}
