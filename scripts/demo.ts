// `npm run demo`: the whole main job on a real server with a throw-away database. Every reply is held against what was
// expected; the exit code is 1 when one was not.
import { CHAPTERS, type Scene } from './demo/chapters.ts'
import { bold, say } from './demo/paper.ts'
import { Storyteller, UnexpectedReply } from './demo/storyteller.ts'
import { startThrowAwayServer } from './demo/throw-away-server.ts'

const startedAt = performance.now()
say(bold('Referins Private Integrations, the main job step by step'))
say('A real server on a throw-away database; these are its requests and replies.')
say('Secrets are masked but for their last four characters, ids and bodies are cut.\n')

const server = await startThrowAwayServer()
const stop = () => void server.stop().then(() => process.exit(130))
process.once('SIGINT', stop).once('SIGTERM', stop)
const story = new Storyteller(server.url)
const { admin } = server
const scene: Scene = { story, admin, integrations: '', integration: '', locationId: '', token: '', earlierToken: '' }
try {
  for (const chapter of CHAPTERS) await chapter(scene)
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  say(`${bold(`${story.requests} requests, every reply as expected`)} (${seconds} s with starting the server).`)
  say('Now your own: npm start')
} catch (error) {
  if (!(error instanceof UnexpectedReply)) throw error
  say(`The demo stopped: ${error.message}.`)
  process.exitCode = 1
} finally {
  await server.stop()
}
