/** Names and values by which numbers of one metric are told apart. */
export type Labels = Record<string, string>

/** How often values fell into each span; one more count than bounds, for all beyond the last. */
export interface HistogramReading {
  bounds: readonly number[]
  counts: readonly number[]
  sum: number
}

/** One metric as it stands. Counters only grow; their name ends in `_total`. */
export type Reading =
  | { name: string; help: string; kind: 'counter' | 'gauge'; values: readonly { labels?: Labels; value: number }[] }
  | { name: string; help: string; kind: 'histogram'; values: readonly ({ labels?: Labels } & HistogramReading)[] }

/** Counts values by the span they fall into: a few nanoseconds each, no memory per value. */
export class Histogram {
  readonly #bounds: readonly number[]
  readonly #counts: Float64Array
  #sum = 0

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds
    this.#counts = new Float64Array(bounds.length + 1)
  }

  add(value: number): void {
    let place = 0
    while (place < this.#bounds.length && value > (this.#bounds[place] ?? 0)) place++
    this.#counts[place] = (this.#counts[place] ?? 0) + 1
    this.#sum += value
  }

  read(): HistogramReading {
    return { bounds: this.#bounds, counts: [...this.#counts], sum: this.#sum }
  }
}

/**
 * Readings as Prometheus takes them. The serialiser is OpenTelemetry's; it is loaded when someone first asks, and
 * nothing of it stands in the way of a request.
 */
export async function renderMetrics(readings: readonly Reading[]): Promise<string> {
  const [{ PrometheusSerializer }, { AggregationTemporality, DataPointType }] = await Promise.all([
    import('@opentelemetry/exporter-prometheus'),
    import('@opentelemetry/sdk-metrics'),
  ])
  const times = { startTime: [0, 0] as [number, number], endTime: [0, 0] as [number, number] }
  const metrics = readings.map(reading => ({
    descriptor: { name: reading.name, description: reading.help, unit: '', valueType: 1, advice: {} },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    isMonotonic: reading.kind === 'counter',
    dataPointType: { counter: DataPointType.SUM, gauge: DataPointType.GAUGE, histogram: DataPointType.HISTOGRAM }[
      reading.kind
    ],
    dataPoints: reading.values.map(value => ({
      ...times,
      attributes: value.labels ?? {},
      value: 'value' in value ? value.value : toPoint(value),
    })),
  }))
  const serializer = new PrometheusSerializer('', false, undefined, true, true)
  const scopeMetrics = [{ scope: { name: 'private-integrations' }, metrics }]
  return serializer.serialize({ resource: { attributes: {} }, scopeMetrics } as never)
}

function toPoint({ bounds, counts, sum }: HistogramReading) {
  const count = counts.reduce((total, next) => total + next, 0)
  return { buckets: { boundaries: bounds, counts }, sum, count }
}
