/**
 * `npm run bench:scale`: what the token index costs as it grows: memory, load, the longest pause, look-ups, and the rate of
 * /authz relative to a bare node:http reply and to the smallest index. `--sizes 1000,100000,1000000` and the options of bench:verify.
 */
import { createChildren } from './support/children.ts'
import type { IndexFigures } from './support/index-figures.ts'
import { print, readOptions, say } from './support/options.ts'
import { get, startBase, startProduct } from './support/product.ts'
import { measure } from './support/slices.ts'

const options = readOptions({ sizes: '1000,100000,1000000' })
const sizes = (options.sizes.sizes ?? '').split(',').map(Number)
const results: (IndexFigures & { perSecond: number; ratio: number; spread: [number, number] })[] = []
for (const size of sizes) results.push(await measureSize(size))

const rows = [
  [
    'tokens',
    'memory',
    'load',
    'pause: load',
    'pause: growth',
    'look-up',
    'unknown',
    '/authz',
    'of the base',
    'of the smallest',
  ],
  ...results.map(result => [
    result.tokens.toLocaleString('en'),
    `${result.megabytes.toFixed(1)} MB`,
    `${Math.round(result.loadMs)} ms`,
    `${result.loadPauseMs.toFixed(1)} ms`,
    `${result.growthPauseMs.toFixed(2)} ms`,
    `${Math.round(result.lookUpNs)} ns`,
    `${Math.round(result.unknownNs)} ns`,
    `${Math.round(result.perSecond).toLocaleString('en')}/s`,
    `${result.ratio.toFixed(2)} (${result.spread[0].toFixed(2)}–${result.spread[1].toFixed(2)})`,
    (result.ratio / (results[0]?.ratio ?? 1)).toFixed(2),
  ]),
]
const widths = rows[0]?.map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0))) ?? []
const text = rows.map(row => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  ')).join('\n')
print(options, 'scale', { text, data: { results } })

async function measureSize(size: number) {
  const children = createChildren()
  let close = async () => {}
  try {
    say(`Filling a throw-away database with ${size.toLocaleString('en')} tokens …`)
    const product = await startProduct(children, { tokens: size })
    close = () => product.database.close()
    const base = await startBase(children)
    const requests = product.tokens.map(({ secret }) => get(product.port, '/authz', secret))
    const target = { name: `/authz with ${size}`, port: product.port, requests, expectedStatus: 200 }
    const [, figure] = await measure(base, [target], options)
    await children.stop()
    say('  loading the index in a process of its own …')
    const environment = { ...product.database.environment, INDEX_DATABASE: JSON.stringify(product.database.owner) }
    const line = await children.start('support/index-figures.ts', /^(\{.*\})$/m, {
      environment,
      flags: ['--expose-gc'],
    })
    const { perSecond = 0, ratio = 0, spread = [0, 0] } = figure ?? {}
    return { ...(JSON.parse(line) as IndexFigures), perSecond, ratio, spread }
  } finally {
    await children.stop()
    await close()
  }
}
