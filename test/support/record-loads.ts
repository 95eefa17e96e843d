/** Runs before a program (`node --import`) and writes the address of every file it loaded into LOADS_FILE when it ends. */
import { writeFileSync } from 'node:fs'
import { registerHooks } from 'node:module'

const loaded = new Set<string>()

registerHooks({
  load(url, context, nextLoad) {
    loaded.add(url)
    return nextLoad(url, context)
  },
})

process.on('exit', () => writeFileSync(process.env.LOADS_FILE ?? '', [...loaded].join('\n')))
