import os from 'node:os'
import { parseArgs } from 'node:util'

/** How large a run is; the defaults take some minutes on an idle machine. */
export interface BenchOptions {
  json: boolean
  rounds: number
  sliceMs: number
  connections: number
  /** Further numbers by name. */
  sizes: Record<string, string>
}

/** Reads `--json --rounds --seconds --connections` and what else a benchmark takes. */
export function readOptions(further: Record<string, string> = {}): BenchOptions {
  const text = (byDefault: string) => ({ type: 'string' as const, default: byDefault })
  const { values } = parseArgs({
    // npm puts the name of the script before our own options.
    args: process.argv.slice(2).filter(argument => argument !== '--'),
    options: {
      json: { type: 'boolean', default: false },
      rounds: text('5'),
      seconds: text('2'),
      connections: text('64'),
      ...Object.fromEntries(Object.entries(further).map(([name, byDefault]) => [name, text(byDefault)])),
    },
  })
  const { json, rounds, seconds, connections, ...sizes } = values as Record<string, string | boolean>
  return {
    json: json === true,
    rounds: Number(rounds),
    sliceMs: Number(seconds) * 1000,
    connections: Number(connections),
    sizes: sizes as Record<string, string>,
  }
}

export const say = (text: string) => void process.stderr.write(`${text}\n`)

/** What it was measured on. */
export function machine() {
  return { node: process.version, cpu: os.cpus()[0]?.model ?? '', cores: os.cpus().length }
}

/** Prints figures for people, or all of it as JSON. */
export function print(options: BenchOptions, bench: string, result: { text: string; data: object }): void {
  const on = machine()
  if (options.json) process.stdout.write(`${JSON.stringify({ bench, ...on, ...result.data })}\n`)
  else process.stdout.write(`\n${result.text}\n\n${on.cores} cores, ${on.cpu}, Node ${on.node}\n`)
}
