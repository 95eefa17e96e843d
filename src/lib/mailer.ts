import { createTransport, type Transporter } from 'nodemailer'
import { MailError } from './mail-error.ts'

/** Where mail is handed over, and who it comes from. */
export interface MailerSettings {
  /** smtp://user:password@host:port or smtps://… */
  smtpUrl: string
  from: string
  /** How long a connection and a greeting may take. */
  connectMs?: number
}

export interface OutgoingMail {
  /** Stays the same over retries, so that a receiver that got it twice can tell. */
  id: string
  recipient: string
  subject: string
  text: string
  html: string
}

export interface Mailer {
  /** Hands a letter over within 20 s. Throws MailError. */
  send(mail: OutgoingMail): Promise<void>
  close(): void
}

const CONNECT_MS = 5000
const SILENCE_MS = 10_000
const WHOLE_MS = 20_000
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/** A way to hand mail over. Nothing is connected until the first letter. */
export function createMailer({ smtpUrl, from, connectMs = CONNECT_MS }: MailerSettings): Mailer {
  const transport = createTransport(transportOptions(new URL(smtpUrl), connectMs))
  const domain = /@([^\s@>]+)>?\s*$/.exec(from)?.[1] ?? 'localhost'
  return {
    send: mail => handOver(transport, mail, { from, domain }),
    close: () => transport.close(),
  }
}

function transportOptions(url: URL, connectMs: number) {
  const isSecure = url.protocol === 'smtps:'
  const hasPassword = url.username !== ''
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (isSecure ? 465 : 587) : Number(url.port),
    secure: isSecure,
    // A password goes over an encrypted line or nowhere.
    requireTLS: hasPassword && !isSecure && !LOOPBACK.has(url.hostname),
    ...(hasPassword && {
      auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
    }),
    connectionTimeout: connectMs,
    greetingTimeout: connectMs,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

async function handOver(
  transport: Transporter,
  mail: OutgoingMail,
  { from, domain }: { from: string; domain: string },
): Promise<void> {
  const { recipient: to, subject, text, html, id } = mail
  // Automatic replies (out of office) to these go nowhere (RFC 3834).
  const headers = { 'Auto-Submitted': 'auto-generated' }
  const sending = transport.sendMail({
    from,
    to: { name: '', address: to },
    subject,
    text,
    html,
    headers,
    messageId: `<${id}@${domain}>`,
  })
  // A server that drips bytes is never silent for long; the letter behind it must not wait for that.
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(Object.assign(new Error('too slow'), { code: 'ETIMEDOUT' })), WHOLE_MS)
  try {
    await Promise.race([sending, late])
  } catch (error) {
    sending.catch(() => {})
    throw toMailError(error)
  } finally {
    clearTimeout(timer)
  }
}

/** 5xx about the recipient or the letter is final; about our own credentials it is the operator's to mend. */
function toMailError(error: unknown): MailError {
  const { code = 'unknown', responseCode } = error as { code?: string; responseCode?: number }
  const isFinal = (code === 'EENVELOPE' || code === 'EMESSAGE') && responseCode !== undefined && responseCode >= 500
  return new MailError(responseCode === undefined ? code : `${code} ${responseCode}`, isFinal, error)
}
