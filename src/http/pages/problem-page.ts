import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Problem, ProblemCode } from '../../domain/problem.ts'
import { setProblemHeaders, statusOf } from '../problem-reply.ts'
import { send, themeOf } from './answer.ts'
import { type Message, messagePage } from './message-page.ts'

const HOME = { href: '/', label: 'Go to Private Integrations' }
const NOT_FOUND: Message = {
  title: 'Page not found',
  body: 'There is nothing at this address. It may have been deleted, or the link is not complete.',
  wayOut: HOME,
}

const MESSAGES: Partial<Record<ProblemCode, Omit<Message, 'wayOut'>>> = {
  permission_missing: { title: 'You have no access to this', body: 'Ask an admin of the account for the permission.' },
  labs_feature_off: {
    title: 'Private Integrations is switched off',
    body: 'An admin has switched it off for this account in Labs. Tokens that exist go on working.',
  },
  setup_code_invalid: {
    title: 'This link no longer works',
    body: 'It has been used or has expired. Restart the server to get a new one.',
  },
  link_invalid: {
    title: 'This link no longer works',
    body: 'It has been used or has expired. Ask an admin of the account for a new one.',
  },
  origin_foreign: {
    title: 'The form was not accepted',
    body: 'It came from another site. Open the page on this server and send it from there.',
  },
  rotation_not_in_progress: {
    title: 'No rotation is in progress',
    body: 'It has ended or was cancelled in the meantime. One token works.',
  },
  rotation_in_progress: {
    title: 'A rotation is in progress already',
    body: 'Cancel it or expire the old token first. Two tokens work.',
  },
  idempotency_key_in_use: {
    title: 'Still at work',
    body: 'The form was sent twice, and the first time is not done yet. Open the list in a moment.',
  },
  temporary_reduced_capacity: {
    title: 'Not right now',
    body: 'The server cannot answer this at the moment. Nothing was changed. Try again in a few seconds.',
  },
}

/** Answers a person with what went wrong. What is not there and what is another's read the same, byte for byte. */
export function sendProblemPage(request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
  setProblemHeaders(reply, problem)
  return send(reply, { html: messagePage(themeOf(request), messageOf(problem)), status: statusOf(problem) })
}

/** Answers a person when nobody expected the error; it is in the log under the request id. */
export function sendUnexpectedPage(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const body = `The error has been logged. Name this request when you ask about it: ${request.id}`
  const page = messagePage(themeOf(request), { title: 'Something went wrong on our side', body, wayOut: HOME })
  return send(reply, { html: page, status: 500 })
}

/** True for a browser that looks for a page: it gets one even where there is nothing. */
export function wantsPage(request: FastifyRequest): boolean {
  const isForMachines = /^\/(api|v1|v2)(\/|$|\?)/.test(request.url)
  return !isForMachines && (request.headers.accept ?? '').includes('text/html')
}

function messageOf(problem: Problem): Message {
  const message = MESSAGES[problem.code]
  if (message === undefined && problem.kind === 'not_found') return NOT_FOUND
  const known = message ?? { title: 'That did not work', body: problem.says }
  return { title: known.title, body: problem.detail ?? known.body, wayOut: HOME }
}
