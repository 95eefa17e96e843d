/** A line of a chart: what it is called, which colour it has, and one value for each moment. */
export interface Series {
  id: string
  label: string
  tone: 'accent' | 'danger' | 'ok' | 'warn'
  values: readonly number[]
}

/** Pixels. The width is that of the place where the chart stands. */
export const CHART = { height: 220, top: 8, bottom: 24, start: 44, end: 8 }

const TICK_WIDTH = 90

/** The least "round" number that no value exceeds, and whose quarters are whole: nobody makes 1.3 requests. */
export function roundMost(values: readonly number[]): number {
  const most = Math.max(4, ...values)
  const step = 10 ** Math.floor(Math.log10(most))
  const factor = [1, 2, 4, 5, 6, 8, 10, 12].find(one => one * step >= most && (one * step) % 4 === 0) ?? 12
  return factor * step
}

/** Where a value stands. Time runs from the start edge to the end edge. */
export function pointAt(
  index: number,
  value: number,
  { count, most, width }: { count: number; most: number; width: number },
): [number, number] {
  const { height, top, bottom, start, end } = CHART
  const across = count < 2 ? 0.5 : index / (count - 1)
  return [start + across * (width - start - end), top + (1 - value / most) * (height - top - bottom)]
}

/** A line through all points. */
export function linePath(points: readonly [number, number][]): string {
  return points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('')
}

/** The same, closed down to the ground. */
export function areaPath(points: readonly [number, number][]): string {
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined) return ''
  const ground = CHART.height - CHART.bottom
  return `${linePath(points)}L${last[0].toFixed(1)} ${ground}L${first[0].toFixed(1)} ${ground}Z`
}

/** As many of the moments as have room, evenly apart, for the axis. */
export function tickIndexes(count: number, width: number): number[] {
  const step = Math.max(1, Math.ceil(count / Math.min(7, Math.max(2, Math.floor(width / TICK_WIDTH)))))
  return Array.from({ length: Math.ceil(count / step) }, (_, tick) => tick * step)
}
