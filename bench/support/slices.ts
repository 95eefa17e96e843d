import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import type { LoadOrders, LoadResult } from './load-client.ts'

/** One thing to measure: what to send to which port. */
export interface Target {
  name: string
  port: number
  requests: string[]
  expectedStatus: number | 'any'
}

/** A target's figures over all rounds. */
export interface Figure {
  name: string
  perSecond: number
  /** Rate relative to the base, each slice against the two base slices around it; median of the rounds. */
  ratio: number
  spread: [least: number, most: number]
}

export interface RoundsOptions {
  rounds: number
  sliceMs: number
  connections: number
  onSlice?: (name: string, round: number) => void
}

/** Measures targets interleaved with the base, so that a busy minute of the machine hits all alike. */
export async function measure(base: Target, targets: Target[], options: RoundsOptions): Promise<Figure[]> {
  const rates = new Map<string, number[]>()
  const ratios = new Map<string, number[]>()
  for (const target of [base, ...targets]) await slice(target, { ...options, sliceMs: 1000 })
  for (let round = 1; round <= options.rounds; round++) {
    let before = await slice(base, options)
    for (const target of targets) {
      options.onSlice?.(target.name, round)
      const rate = await slice(target, options)
      const after = await slice(base, options)
      add(rates, target.name, rate)
      add(ratios, target.name, rate / ((before + after) / 2))
      add(rates, base.name, (before + after) / 2)
      before = after
    }
  }
  const baseFigure = {
    name: base.name,
    perSecond: median(rates.get(base.name) ?? []),
    ratio: 1,
    spread: [1, 1] as [number, number],
  }
  return [baseFigure, ...targets.map(({ name }) => toFigure(name, rates.get(name) ?? [], ratios.get(name) ?? []))]
}

/** The figures as a table for people. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, perSecond, ratio, spread }) => [
    name,
    Math.round(perSecond).toLocaleString('en'),
    ratio.toFixed(2),
    `${spread[0].toFixed(2)}–${spread[1].toFixed(2)}`,
  ])
  const all = [['', 'requests/s', 'ratio', 'spread'], ...rows]
  const widths = [0, 1, 2, 3].map(column => Math.max(...all.map(row => row[column]?.length ?? 0)))
  return all
    .map(row =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  '),
    )
    .join('\n')
}

async function slice(target: Target, { sliceMs, connections }: RoundsOptions): Promise<number> {
  const { port, requests, expectedStatus } = target
  const orders: LoadOrders = { port, requests, expectedStatus, connections, ms: sliceMs }
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'load-client.ts')], {
    env: {},
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin.end(JSON.stringify(orders))
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => void (text += chunk.toString()))
  await once(child, 'close')
  const result = JSON.parse(text) as LoadResult
  if (result.unexpected > 0)
    throw new Error(`${target.name}: ${result.unexpected} replies without status ${expectedStatus}`)
  return result.perSecond
}

function toFigure(name: string, rates: number[], ratios: number[]): Figure {
  return { name, perSecond: median(rates), ratio: median(ratios), spread: [Math.min(...ratios), Math.max(...ratios)] }
}

function add(lists: Map<string, number[]>, name: string, value: number): void {
  lists.set(name, [...(lists.get(name) ?? []), value])
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}
