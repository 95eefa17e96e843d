// The two commands of a fresh clone, and the others: brings the packages and the right Node, then runs the task with it.
// Has no dependencies and runs on any Node from 14 on, for it must run before anything is installed.
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildConsoleIfStale, watchConsole } from './lib/build-console.mjs'
import { chooseNode } from './lib/choose-node.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { SERVER_FLAGS } from './lib/server-flags.mjs'
import { settingsFlags, startNode } from './lib/start-node.mjs'

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)))

const SERVER = [...settingsFlags(ROOT), ...SERVER_FLAGS]

const TASKS = {
  start: { says: 'start the server', program: 'src/main.ts', flags: SERVER, hasConsole: true },
  dev: {
    says: 'start the server, and again after each change',
    program: 'src/main.ts',
    flags: [...SERVER, '--watch', '--watch-preserve-output'],
    hasConsole: true,
    watchesConsole: true,
    needsDev: true,
  },
  test: { says: 'run every test', program: 'scripts/test.mjs', hasConsole: true, needsDev: true },
  'test-clone': {
    says: 'drive the clients of API v2.0 against `npm start` of a fresh clone',
    program: 'scripts/test-clone.mjs',
    needsDev: true,
  },
  check: { says: 'format, lint, types, layers and unit tests', program: 'scripts/check.mjs', needsDev: true },
  screenshots: {
    says: 'make the pictures of the documents anew',
    program: 'scripts/screenshots.mjs',
    hasConsole: true,
    needsDev: true,
  },
  demo: { says: 'show the main job step by step on a throw-away database', program: 'scripts/demo.ts' },
  pit: { says: 'the command line: run.mjs pit --help', program: 'src/main.ts', flags: SERVER },
  'build-client': {
    says: 'write dist/client, the SDK as plain JavaScript',
    program: 'scripts/build-client.ts',
    needsDev: true,
  },
  // What measures must not stop by itself either.
  bench: { says: 'measure: run.mjs bench <name>', flags: SERVER_FLAGS, hasConsole: true, needsDev: true },
}

async function main([name, ...args]) {
  const task = Object.prototype.hasOwnProperty.call(TASKS, name) && TASKS[name]
  if (!task) return refuse(`Say what to do: ${Object.keys(TASKS).join(', ')}.`)
  const [program, rest] = name === 'bench' ? [benchNamed(args[0]), args.slice(1)] : [task.program, args]
  if (!program) return refuse(`Say what to measure: ${benchNames().join(', ')}.`)
  if (name === 'bench' && rest.some(argument => argument === '--help' || argument === '-h')) return sayHead(program)
  await ensureInstalled(ROOT, { needsDev: Boolean(task.needsDev) })
  const node = chooseNode(ROOT)
  if (task.hasConsole) await buildConsoleIfStale(ROOT, node)
  if (task.watchesConsole) watchConsole(ROOT, node)
  return startNode({ root: ROOT, node, flags: task.flags, program, args: rest })
}

function refuse(sentence) {
  console.error(sentence)
  return 2
}

/** A benchmark's help is what stands at its head: what it measures, and the options that change its size. */
function sayHead(program) {
  const head = fs.readFileSync(path.join(ROOT, program), 'utf8').split('*/')[0]
  console.log(head.replace(/^\/?\*+ ?|^ \* ?/gm, '').trim())
  return 0
}

const benchNames = () => {
  const folder = path.join(ROOT, 'bench')
  const files = fs.existsSync(folder) ? fs.readdirSync(folder) : []
  return files.filter(file => file.endsWith('.ts')).map(file => file.slice(0, -'.ts'.length))
}

const benchNamed = name => benchNames().includes(name) && `bench/${name}.ts`

main(process.argv.slice(2)).then(
  code => process.exit(code),
  error => {
    console.error(error.message)
    process.exit(1)
  },
)
