/** A page as a browser without scripts has it. */
export interface LoadedPage {
  status: number
  path: string
  headers: Headers
  html: string
  /** The value of a hidden or visible field. */
  field(name: string): string | undefined
}

/** A browser in a few lines: keeps cookies, follows redirects with GET, sends forms with what the page put into them. */
export interface PageClient {
  get(path: string, headers?: Record<string, string>): Promise<LoadedPage>
  /** Sends a form of the page loaded last; `fields` go over what stands in it. */
  post(path: string, fields?: Fields, headers?: Record<string, string>): Promise<LoadedPage>
  /** One request, without following a redirect. */
  request(path: string, init?: RequestInit): Promise<Response>
  cookies: Map<string, string>
}

type Fields = Record<string, string | string[]>

/** Opens one at a server's address. */
export function openPageClient(url: string): PageClient {
  const cookies = new Map<string, string>()
  let last: LoadedPage | undefined
  const request = async (path: string, init: RequestInit = {}) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { accept: 'text/html', 'sec-fetch-site': 'same-origin', ...(cookie && { cookie }) }
    const response = await fetch(new URL(path, url), {
      ...init,
      redirect: 'manual',
      headers: { ...headers, ...(init.headers as Record<string, string>) },
    })
    for (const line of response.headers.getSetCookie()) keepCookie(cookies, line)
    return response
  }
  const follow = async (path: string, init?: RequestInit): Promise<LoadedPage> => {
    const response = await request(path, init)
    const location = response.headers.get('location')
    if (response.status === 303 && location !== null) return follow(location)
    last = toPage(path, response, await response.text())
    return last
  }
  return {
    cookies,
    request,
    get: (path, headers) => follow(path, { headers }),
    post(path, fields = {}, headers = {}) {
      const hidden = ['formSeal', 'once', 'version', 'next'].flatMap(name => {
        const value = last?.field(name)
        return value === undefined ? [] : [[name, value]]
      })
      return follow(path, { method: 'POST', headers, body: toBody({ ...Object.fromEntries(hidden), ...fields }) })
    },
  }
}

function toBody(fields: Fields): URLSearchParams {
  const body = new URLSearchParams()
  for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) body.append(name, one)
  return body
}

function keepCookie(cookies: Map<string, string>, line: string): void {
  const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? []
  if (name === undefined || value === undefined) return
  if (/expires=thu, 01 jan 1970/i.test(line)) cookies.delete(name)
  else cookies.set(name, value)
}

function toPage(path: string, response: Response, html: string): LoadedPage {
  const field = (name: string) => {
    const tag = new RegExp(`<input[^>]* name="${name}"[^>]*>`).exec(html)?.[0]
    return tag === undefined ? undefined : / value="([^"]*)"/.exec(tag)?.[1]
  }
  return { status: response.status, path, headers: response.headers, html, field }
}
