import { describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { SETTINGS } from '../../src/config.ts'
import { repositoryFiles, textOf } from '../support/repository.ts'

/** What manifests are made of, as far as the tests look. */
interface Manifest {
  kind: string
  metadata: { name: string }
  // biome-ignore lint/suspicious/noExplicitAny: manifests have many shapes
  spec: any
  data: Record<string, string>
}

const files = repositoryFiles().filter(path => /^ops\/kubernetes\/(?!kustomization).+\.yaml$/.test(path))
const manifests = files.flatMap(path =>
  parseAllDocuments(textOf(path)).map(document => {
    expect(document.errors, path).toEqual([])
    return document.toJS() as Manifest
  }),
)
const find = (kind: string, name = 'private-integrations') =>
  manifests.find(manifest => manifest.kind === kind && manifest.metadata.name === name)

const server = find('Deployment')?.spec.template.spec
const container = server?.containers[0]
const config = find('ConfigMap')?.data ?? {}

describe('the Kubernetes manifests', () => {
  it('are all applied', () => {
    const { resources } = parse(textOf('ops/kubernetes/kustomization.yaml')) as { resources: string[] }
    expect(resources.map(name => `ops/kubernetes/${name}`).sort()).toEqual(files.toSorted())
  })

  it('set only variables that the server reads, with values it takes, and no secret', () => {
    for (const [name, value] of Object.entries(config)) {
      const setting = SETTINGS[name as keyof typeof SETTINGS] as { read(text: string): unknown; isSecret?: boolean }
      expect(setting, name).toBeDefined()
      expect(setting.isSecret ?? false, name).toBe(false)
      expect(() => setting.read(value), name).not.toThrow()
    }
    const inReadme = [...textOf('ops/kubernetes/README.md').matchAll(/--from-literal=([A-Z_]+)=/g)].map(
      ([, name]) => name,
    )
    expect(inReadme).toContain('DATABASE_URL')
    for (const name of inReadme) expect(SETTINGS[name as keyof typeof SETTINGS], name).toHaveProperty('isSecret', true)
  })

  it('reach the port that the server listens on, from ingress to container', () => {
    expect(container.ports).toEqual([{ name: 'http', containerPort: Number(config.PORT) }])
    expect(find('Service')?.spec.ports[0].targetPort).toBe('http')
    expect(find('Ingress')?.spec.rules[0].host).toBe(new URL(config.PUBLIC_URL ?? '').hostname)
  })

  it('ask /readyz whether to send requests, and /healthz whether to restart: the database’s trouble restarts nobody', () => {
    expect(container.readinessProbe.httpGet).toEqual({ path: '/readyz', port: 'http' })
    expect(container.livenessProbe.httpGet).toEqual({ path: '/healthz', port: 'http' })
    expect(container.startupProbe.httpGet).toEqual({ path: '/healthz', port: 'http' })
  })

  it('leave a stop the time that draining and the longest request take', () => {
    expect(server.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(Number(config.DRAIN_SECONDS) + 30)
  })

  it('run without root, without privileges and without a place to write but /tmp', () => {
    for (const { kind, spec } of manifests.filter(({ kind }) => kind === 'Deployment')) {
      const pod = spec.template.spec
      expect(pod.securityContext.runAsNonRoot, kind).toBe(true)
      for (const { securityContext } of pod.containers) {
        expect(securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        })
      }
    }
    expect(container.volumeMounts).toEqual([{ name: 'tmp', mountPath: '/tmp' }])
    expect(config.DATA_DIR?.startsWith('/tmp/')).toBe(true)
  })

  it('select the pods that they mean', () => {
    const label = find('Deployment')?.spec.template.metadata.labels
    for (const selector of [
      find('Deployment')?.spec.selector.matchLabels,
      find('Service')?.spec.selector,
      find('PodDisruptionBudget')?.spec.selector.matchLabels,
    ]) {
      expect(selector).toEqual(label)
    }
  })
})

describe('compose.yaml', () => {
  const { services } = parse(textOf('compose.yaml')) as {
    services: Record<string, { environment?: Record<string, string>; ports?: string[]; depends_on?: object }>
  }

  it('sets only variables that the server reads, and starts what they point at first', () => {
    const { environment = {}, depends_on: needs = {}, ports } = services.server ?? {}
    expect(Object.keys(environment).filter(name => !(name in SETTINGS))).toEqual([])
    expect(environment.DATABASE_URL).toContain('@postgres:5432/')
    expect(environment.REDIS_URL).toBe('redis://valkey:6379')
    expect(Object.keys(needs).sort()).toEqual(['postgres', 'valkey'])
    expect(ports).toEqual(['${PORT:-3000}:3000'])
  })
})

const sources = repositoryFiles().filter(path => /^src\/.*(?<!\.test)\.ts$/.test(path))
const known = new Set(
  sources.flatMap(path => [...textOf(path).matchAll(/'((?:pit|process)_[a-z0-9_]+)'/g)].map(([, name]) => name)),
)
const namesIn = (text: string) =>
  [...text.matchAll(/\b(?:pit|process)_[a-z0-9_]+\b/g)].map(([name]) => name.replace(/_(?:bucket|count|sum)$/, ''))

describe('dashboard and alerts', () => {
  it.each(['ops/grafana/private-integrations.json', 'ops/grafana/alerts.yaml'])('%s: only metrics that exist', path => {
    const text = textOf(path)
    const names = namesIn(text)
    expect(names.length).toBeGreaterThan(4)
    expect([...new Set(names)].filter(name => !known.has(name))).toEqual([])
  })

  it('shows every metric of ours', () => {
    const shown = new Set(namesIn(textOf('ops/grafana/private-integrations.json')))
    const ours = [...known].filter(name =>
      /^pit_.*(?:_total|_seconds|_bytes|_mode|_tokens|_trusted|_waiting|_connections)$/.test(name ?? ''),
    )
    expect(ours.length).toBeGreaterThan(10)
    expect(ours.filter(name => !shown.has(name ?? ''))).toEqual([])
  })

  it('both can be read', () => {
    expect(JSON.parse(textOf('ops/grafana/private-integrations.json')).panels.length).toBeGreaterThan(8)
    expect(parseAllDocuments(textOf('ops/grafana/alerts.yaml'))[0]?.errors).toEqual([])
  })
})
