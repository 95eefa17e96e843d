import { expect, it } from 'vitest'
import { Histogram, renderMetrics } from './metrics.ts'

it('metrics read as Prometheus takes them', async () => {
  const waits = new Histogram([0.1, 1])
  for (const value of [0.05, 0.1, 0.5, 7]) waits.add(value)
  const text = await renderMetrics([
    {
      name: 'pit_verdicts_total',
      help: 'Verdicts.',
      kind: 'counter',
      values: [{ labels: { verdict: 'a "quoted"\nline' }, value: 3 }],
    },
    { name: 'pit_tokens', help: 'Tokens.', kind: 'gauge', values: [{ value: 5 }] },
    {
      name: 'pit_wait_seconds',
      help: 'Waits.',
      kind: 'histogram',
      values: [{ labels: { door: 'v2' }, ...waits.read() }],
    },
  ])
  expect(text.trim().split('\n')).toEqual([
    '# HELP pit_verdicts_total Verdicts.',
    '# TYPE pit_verdicts_total counter',
    String.raw`pit_verdicts_total{verdict="a \"quoted\"\nline"} 3`,
    '# HELP pit_tokens Tokens.',
    '# TYPE pit_tokens gauge',
    'pit_tokens 5',
    '# HELP pit_wait_seconds Waits.',
    '# TYPE pit_wait_seconds histogram',
    'pit_wait_seconds_count{door="v2"} 4',
    'pit_wait_seconds_sum{door="v2"} 7.65',
    'pit_wait_seconds_bucket{door="v2",le="0.1"} 2',
    'pit_wait_seconds_bucket{door="v2",le="1"} 3',
    'pit_wait_seconds_bucket{door="v2",le="+Inf"} 4',
  ])
})
