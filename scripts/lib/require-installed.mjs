// Runs on any Node from 14 on.
import { createRequire } from 'node:module'
import path from 'node:path'

/** Refuses, with a sentence for the person at the keyboard, to run in a clone whose packages were never installed. */
export function requireInstalled(root) {
  try {
    createRequire(path.join(root, 'package.json')).resolve('commander')
  } catch {
    throw new Error(
      `The packages are not installed yet: run "npm start" (or "npm ci --ignore-scripts") in ${root} once.`,
    )
  }
}
