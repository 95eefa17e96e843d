/**
 * The body as it goes out: the event document with `timestamp` and `webhookId` beside it, as receivers of API v2.0 expect.
 * `eventJson` is an object's JSON text. It is not parsed: a body is the same bytes when it is sent and when it is shown.
 */
export function sentBody(eventJson: string, { at, webhookId }: { at: Date; webhookId: string }): string {
  const beside = `"timestamp":"${at.toISOString()}","webhookId":"${webhookId}"}`
  const open = eventJson.slice(0, eventJson.lastIndexOf('}')).trimEnd()
  return open === '{' ? `{${beside}` : `${open},${beside}`
}
