import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FirstView } from '../../contract/first-view.ts'
import { readCookie } from '../cookie.ts'
import { logError } from '../error-log.ts'
import { themeOf } from '../pages/answer.ts'
import type { Services } from '../services.ts'
import type { ConsoleBuild } from './console-build.ts'
import { readFirstView, type Visit } from './first-view.ts'

/** The list, as people come to it with nothing searched for: drawn here, for it to be seen before any script has run. */
const FIRST_PAGE = /^\/accounts\/[^/?]+\/private-integrations$/
/** Set by the languages that only tests of layouts use; the server draws English. */
const LOCALE_COOKIE = 'pit_locale'

const EMPTY_ROOT = '<div id="root"></div>'

/** Sends the build's page with what it shows first: as data, and the list drawn, too. */
export async function sendPage(services: Services, build: ConsoleBuild, visit: Visit): Promise<FastifyReply> {
  const { request, reply } = visit
  const isList = FIRST_PAGE.test(request.url) && readCookie(request, LOCALE_COOKIE) === undefined
  const view = await readFirstView(services, visit, isList)
  const markup = isList ? await drawPage(services, build, { request, view }) : ''
  return reply.type('text/html; charset=utf-8').send(themed(fillPage(build.page, view, markup), request))
}

/** Without a drawing the browser draws all of it, a moment later. */
async function drawPage(
  { deps }: Services,
  build: ConsoleBuild,
  { request, view }: { request: FastifyRequest; view: FirstView },
): Promise<string> {
  try {
    const draw = await build.drawing()
    return (await draw?.({ url: request.url, theme: themeOf(request), view })) ?? ''
  } catch (error) {
    logError(deps.log, request, { error, problem: undefined })
    return ''
  }
}

/** The data stand in an element of their own, which a `<` could end; as a block of data the policy lets them be. */
function fillPage(page: string, view: FirstView, markup: string): string {
  const json = JSON.stringify(view).replaceAll('<', '\\u003c')
  const data = `<script id="first-view" type="application/json">${json}</script>`
  return page.replace(EMPTY_ROOT, () => `<div id="root">${markup}</div>\n    ${data}`)
}

/** The theme stands in the page from its first byte on: no flash, and no script but the build's own. */
function themed(page: string, request: FastifyRequest): string {
  const theme = themeOf(request)
  return theme === 'system' ? page : page.replace('<html ', `<html data-theme="${theme}" `)
}
