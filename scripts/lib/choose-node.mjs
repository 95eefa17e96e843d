// Runs on any Node from 14 on: it is what finds the right one.
import { createRequire } from 'node:module'
import path from 'node:path'

/** The first release with all that the server uses; its password hashing (crypto.argon2) came last. */
const MINIMUM = [24, 7]

/**
 * The Node to run our code with: this one if it is new enough, else the one that came with the packages.
 * Throws a sentence for the person at the keyboard when there is neither.
 */
export function chooseNode(root, machine = process) {
  if (isEnough(machine.version)) return machine.execPath
  const { platform, arch, version } = machine
  const name = `node-${platform === 'win32' ? 'win' : platform}-${arch}`
  try {
    const folder = path.dirname(createRequire(path.join(root, 'package.json')).resolve(`${name}/package.json`))
    return path.join(folder, 'bin', platform === 'win32' ? 'node.exe' : 'node')
  } catch {
    throw new Error(
      `This needs Node.js ${MINIMUM.join('.')} or later and runs on ${version}; none comes along for ${platform}-${arch}: install one from nodejs.org.`,
    )
  }
}

/** `version` as in process.version. */
export function isEnough(version) {
  const [major, minor] = version.replace('v', '').split('.').map(Number)
  return major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1])
}
