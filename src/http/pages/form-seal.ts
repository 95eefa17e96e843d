import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../../domain/problem.ts'
import { randomBase62 } from '../../lib/ids.ts'
import { isSameBytes } from '../../lib/secrets.ts'
import { requireOwnPages } from '../authenticate.ts'
import { readCookie, setCookie } from '../cookie.ts'
import { readSessionCookie } from '../session-cookie.ts'
import { formOf } from './form.ts'
import type { PageServices } from './page-services.ts'

const SEED_LENGTH = 32

/**
 * The seal that goes into a page's forms: a MAC over the browser's session, or over a cookie made for the purpose
 * before there is a session. Another site can make a browser send a form, but it knows no seal.
 */
export function sealFor(request: FastifyRequest, reply: FastifyReply, services: PageServices): string {
  return sealOf(services, seedOf(request, services) ?? plantSeed(reply, services)).toString('base64url')
}

/** Refuses a form that another site sent, or that belongs to another session. */
export function checkSeal(request: FastifyRequest, services: PageServices): void {
  requireOwnPages(request, services.publicUrl)
  const { origin, 'sec-fetch-site': site } = request.headers
  if (origin === undefined && site === undefined) throw new Problem('origin_foreign')
  const seed = seedOf(request, services)
  const given = Buffer.from(formOf(request).text('formSeal'), 'base64url')
  if (seed === undefined || !isSameBytes(sealOf(services, seed), given)) {
    throw new Problem('origin_foreign', {
      detail: 'This form is too old. Go back, load the page again and send it once more.',
    })
  }
}

function sealOf(services: PageServices, seed: string): Buffer {
  return services.deps.keys.macOf('form', seed)
}

function seedOf(request: FastifyRequest, services: PageServices): string | undefined {
  return readSessionCookie(request, services.publicUrl) ?? readCookie(request, seedName(services.publicUrl))
}

function plantSeed(reply: FastifyReply, { publicUrl }: PageServices): string {
  const seed = randomBase62(SEED_LENGTH)
  setCookie(reply, { name: seedName(publicUrl), value: seed, isSecure: publicUrl.protocol === 'https:' })
  return seed
}

function seedName(publicUrl: URL): string {
  return publicUrl.protocol === 'https:' ? '__Host-pit_form' : 'pit_form'
}
