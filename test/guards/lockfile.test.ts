import { describe, expect, it } from 'vitest'
import { textOf } from '../support/repository.ts'

interface Locked {
  version?: string
  integrity?: string
  optionalDependencies?: Record<string, string>
}

const manifest = JSON.parse(textOf('package.json')) as Record<string, Record<string, string> | undefined>
const { packages } = JSON.parse(textOf('package-lock.json')) as { packages: Record<string, Locked> }

describe('the lockfile', () => {
  it('locks the binaries of every platform: npm ci refuses a lockfile that lacks one', () => {
    const missing = Object.entries(packages).flatMap(([folder, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(name => !isLocked(name, folder)),
    )
    expect(missing).toEqual([])
  })

  it('carries an integrity hash for every package', () => {
    const bare = Object.entries(packages).filter(([folder, locked]) => folder !== '' && !locked.integrity)
    expect(bare.map(([folder]) => folder)).toEqual([])
  })

  it('belongs to a package.json in which every version is exact', () => {
    const kinds = ['dependencies', 'devDependencies', 'optionalDependencies']
    const versions = kinds.flatMap(kind => Object.entries(manifest[kind] ?? {}))
    expect(versions.length).toBeGreaterThan(20)
    expect(versions.filter(([, version]) => !/^(npm:[\w@/.-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([])
  })
})

/** A package is found in the folder that asks for it or in any above, as Node looks it up. */
function isLocked(name: string, folder: string): boolean {
  if (`${folder}/node_modules/${name}`.replace(/^\//, '') in packages) return true
  return folder !== '' && isLocked(name, folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/'))))
}
