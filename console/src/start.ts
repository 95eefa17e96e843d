import { keepPresses } from './kept-presses.ts'
import './styles.css'

// The list comes drawn by the server: it is shown before a quarter of a megabyte of scripts is read.
const isDrawn = document.getElementById('root')?.hasChildNodes() === true
const replay = isDrawn ? keepPresses() : () => undefined
if (isDrawn && !document.hidden) await painted()
const { start } = await import('./main.tsx')
await start()
replay()

/** After the frame that shows what is there by now. */
function painted(): Promise<void> {
  return new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(() => resolve())))
}
