import { existsSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { FirstView } from '../../contract/first-view.ts'
import type { Theme } from '../pages/layout.ts'

/** Of the build: draws the console as markup (console/src/server.tsx). */
export type Draw = (input: { url: string; theme: Theme; view: FirstView }) => Promise<string>

/** What draws the pages of the build in a folder; undefined for a build without, as `npm run dev` makes it. */
export async function loadDrawing(folder: string, builtAtMs: number): Promise<Draw | undefined> {
  const file = path.join(folder, 'server', 'server.js')
  if (!existsSync(file)) return undefined
  // A module is loaded once for an address: another build needs another one.
  const module = (await import(`${pathToFileURL(file).href}?${builtAtMs}`)) as { draw: Draw }
  return module.draw
}
