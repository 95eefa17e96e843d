import type { Reply, Storyteller } from './storyteller.ts'

/** What the chapters hand on to each other. */
export interface Scene {
  story: Storyteller
  admin: { email: string; password: string }
  /** Paths that most requests go to. */
  integrations: string
  integration: string
  locationId: string
  /** The secret that the app uses at the moment, and the one before. */
  token: string
  earlierToken: string
}

/** In the order of the story. */
export const CHAPTERS: readonly ((scene: Scene) => Promise<void>)[] = [
  signIn,
  create,
  callTheApi,
  rotateLater,
  expireEarly,
  rotateNow,
  grantScope,
  cancelRotation,
  deleteIntegration,
]

const ROTATION = ['integration.rotation.state', 'integration.rotation.endsAt']
const SECRET = ['token.secret', 'token.last4']

async function signIn(scene: Scene): Promise<void> {
  const { story, admin } = scene
  story.title('Mara, an admin, signs in')
  await story.ask({
    on: 'POST /api/session',
    body: admin,
    show: ['user.name', 'user.email'],
    expect: 200,
    proves: 'the session came as a cookie',
    check: ({ headers }) => headers.getSetCookie().some(line => line.startsWith('pit_session=')),
  })
  const { body } = await story.ask({
    on: 'GET /api/me',
    show: ['accounts.kind', 'accounts.name'],
    expect: 200,
    proves: 'these are her accounts',
  })
  const account = (body.accounts as { id: string; kind: string; name: string; locationId: string }[]).find(
    ({ kind, name }) => kind === 'location' && name === 'Lakeside Dental',
  )
  if (account === undefined) throw new Error('the account of the demo is missing')
  scene.integrations = `/api/accounts/${account.id}/integrations`
  scene.locationId = account.locationId
}

async function create(scene: Scene): Promise<void> {
  const { story, integrations } = scene
  story.title('She creates an integration that may read contacts')
  const { body } = await story.ask({
    on: `POST ${integrations}`,
    body: { name: 'Order sync', scopes: ['contacts.readonly'] },
    show: ['integration.name', 'integration.scopes', 'integration.rotation.state', ...SECRET],
    expect: 201,
    proves: 'here the token can be read, and never again',
  })
  scene.integration = `${integrations}/${body.integration.id}`
  scene.token = body.token.secret
}

async function callTheApi(scene: Scene): Promise<void> {
  scene.story.title('Her developer calls API v2.0 with the token')
  await accepted(scene, scene.token, 'a contact of the account')
}

async function rotateLater(scene: Scene): Promise<void> {
  scene.story.title('Time to rotate: the old token goes on working for 7 days')
  await rotate(scene, { old: 'expireLater', overlapHours: 168 }, 'a new token, beside the old one')
  await accepted(scene, scene.token, 'the new token works')
  const isTold = ({ headers }: Reply) => headers.has('deprecation') && headers.has('sunset')
  await contacts(scene, {
    token: scene.earlierToken,
    proves: 'so does the old one, and it is told when it ends',
    check: isTold,
  })
}

async function expireEarly(scene: Scene): Promise<void> {
  const { story, integration, token, earlierToken } = scene
  story.title('The app has moved to the new token: she expires the old one early')
  await story.ask({
    on: `POST ${integration}/expire-now`,
    show: ROTATION,
    expect: 200,
    proves: 'the rotation is over',
    check: ({ body }) => body.integration.rotation.state === 'stable',
  })
  await refused(scene, earlierToken, 'the old token is refused on the very next request')
  await accepted(scene, token, 'the new one goes on')
}

async function rotateNow(scene: Scene): Promise<void> {
  scene.story.title('The token turns up in a chat: she rotates, and ends it now')
  await rotate(scene, { old: 'expireNow' }, 'one new token; every earlier one was dead before this reply')
  await refused(scene, scene.earlierToken, 'whoever copied it has nothing')
  await accepted(scene, scene.token, 'the app has the new one')
}

async function grantScope(scene: Scene): Promise<void> {
  const { story, integration, locationId, token } = scene
  story.title('The app wants to write, which its token may not yet')
  const draft = { locationId, firstName: 'Ines', lastName: 'Marchetti' }
  const write = { on: 'POST /v2/contacts/', body: draft, token }
  await story.ask({
    ...write,
    show: ['message', 'requiredScopes', 'grantedScopes', 'grantUrl'],
    expect: 401,
    proves: 'the refusal names what is missing, and where to grant it',
    check: ({ body }) => body.requiredScopes.includes('contacts.write') && URL.canParse(body.grantUrl),
  })
  await story.ask({
    on: `PATCH ${integration}`,
    body: { scopes: ['contacts.readonly', 'contacts.write'] },
    show: ['integration.scopes', 'integration.rotation.current.last4'],
    expect: 200,
    proves: 'the scopes changed, the token did not',
    check: ({ body }) => body.integration.rotation.current.last4 === token.slice(-4),
  })
  const show = ['contact.firstName', 'contact.lastName']
  await story.ask({ ...write, show, expect: 201, proves: 'the same call with the same token is accepted' })
}

async function cancelRotation(scene: Scene): Promise<void> {
  const { story, integration, token } = scene
  story.title('She starts a rotation by mistake, and cancels it')
  await rotate(scene, { old: 'expireLater' }, 'a new token that nobody wanted')
  const unwanted = scene.token
  await story.ask({
    on: `POST ${integration}/cancel-rotation`,
    body: {},
    show: ['integration.rotation.state', 'integration.rotation.current.last4'],
    expect: 200,
    proves: 'the token from before is current again',
    check: ({ body }) => body.integration.rotation.current.last4 === token.slice(-4),
  })
  scene.token = token
  await refused(scene, unwanted, 'the unwanted one is refused')
  await accepted(scene, token, 'the app never noticed')
}

async function deleteIntegration(scene: Scene): Promise<void> {
  const { story, integration, token } = scene
  story.title('The app is no longer used: she deletes the integration')
  await story.ask({ on: `DELETE ${integration}`, expect: 204, proves: 'deleted; its history stays in the audit log' })
  await refused(scene, token, 'its last token is refused')
}

/** Rotates; the scene's token is the new one from then on. */
async function rotate(scene: Scene, body: { old: 'expireLater' | 'expireNow'; overlapHours?: number }, proves: string) {
  const expected = body.old === 'expireLater' ? 'rotating' : 'stable'
  const reply = await scene.story.ask({
    on: `POST ${scene.integration}/rotate`,
    body,
    show: [...ROTATION, ...SECRET],
    expect: 201,
    proves,
    check: ({ body }) => body.integration.rotation.state === expected,
  })
  scene.earlierToken = scene.token
  scene.token = reply.body.token.secret
}

interface ContactsCall {
  token: string
  proves: string
  expect?: number
  check?: (reply: Reply) => boolean
}

/** The app's call: one contact of the account. */
async function contacts(scene: Scene, { token, proves, expect = 200, check }: ContactsCall): Promise<void> {
  const on = `GET /v2/contacts/?locationId=${scene.locationId}&limit=1`
  const show = ['contacts.firstName', 'contacts.lastName', 'statusCode', 'message']
  await scene.story.ask({ on, token, show, expect, proves, check })
}

/** An ordinary call: no word of an end of life. */
function accepted(scene: Scene, token: string, proves: string): Promise<void> {
  const check = ({ body, headers }: Reply) => body.contacts.length === 1 && !headers.has('sunset')
  return contacts(scene, { token, proves, check })
}

function refused(scene: Scene, token: string, proves: string): Promise<void> {
  return contacts(scene, { token, proves, expect: 401 })
}
