// Runs on any Node from 14 on.
import fs from 'node:fs'
import path from 'node:path'

const POLL_MS = 200

/**
 * Runs `work` while no other start on this folder does: two that install at once ruin each other's node_modules.
 * The lock of a process that was killed counts for nothing.
 */
export async function withInstallLock(root, work, say = console.log) {
  const file = path.join(root, '.install.lock')
  const mine = describe(process.pid)
  let hasSaid = false
  while (!tryToTake(file, mine)) {
    const holder = readHolder(file)
    if (holder && holder !== describe(parseInt(holder, 10))) discard(file, holder)
    else {
      if (!hasSaid) say(`> waiting for another start that is installing (process ${parseInt(holder, 10)})`)
      hasSaid = true
      await new Promise(resolve => setTimeout(resolve, POLL_MS))
    }
  }
  try {
    return await work()
  } finally {
    fs.unlinkSync(file)
  }
}

function tryToTake(file, mine) {
  const draft = `${file}.${process.pid}`
  try {
    // A link appears with its content: nobody ever reads a lock that does not yet say whose it is.
    fs.writeFileSync(draft, mine)
    fs.linkSync(draft, file)
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  } finally {
    fs.rmSync(draft, { force: true })
  }
}

function readHolder(file) {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** Moves the lock of the dead aside; if it is somebody's new one by then, it goes back. */
function discard(file, holder) {
  const aside = `${file}.${process.pid}`
  try {
    fs.renameSync(file, aside)
    if (readHolder(aside) !== holder) fs.linkSync(aside, file)
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error
  } finally {
    fs.rmSync(aside, { force: true })
  }
}

/** The id of a living process and, on Linux, when it began: an id alone may be given to another one later. */
function describe(pid) {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (error.code !== 'EPERM') return 'gone'
  }
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
    return `${pid} ${stat.slice(stat.lastIndexOf(')')).split(' ')[20]}`
  } catch {
    return `${pid}`
  }
}
