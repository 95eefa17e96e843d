type Body = Record<string, unknown>

const TOKEN = { id: 'tok_0Fh3Tz9QwErTy1Ui2Op3', last4: 'a91f' }
const CLIENT = { network: '192.0.2.15', userAgent: 'python-requests/2.32', clientName: '' }
const SYSTEM = { actor: { kind: 'system', name: 'Referins' } }

/** What lifecycle events that no person causes tell beside their integration; webhooks show it in their catalogue. */
export const REMINDER_EXAMPLES: Readonly<Record<string, Body>> = {
  'private_integration.rotation_due': {
    ...SYSTEM,
    token: { ...TOKEN, createdAt: '2026-01-01T09:30:00.000Z' },
    ...{ stage: 'soon', dueAt: '2026-04-01T09:30:00.000Z', daysOverdue: 0, automated: false },
  },
  'private_integration.overlap_ending': {
    ...SYSTEM,
    token: TOKEN,
    ...{ hours: 24, endsAt: '2026-01-16T09:30:00.000Z' },
    clients: [{ ...CLIENT, lastSeenAt: '2026-01-15T09:12:00.000Z' }],
  },
  'private_integration.expiring': {
    ...SYSTEM,
    ...{ what: 'token', token: TOKEN, expiresAt: '2026-01-29T09:30:00.000Z', days: 14 },
  },
  'private_integration.expired': {
    ...SYSTEM,
    ...{ what: 'token', token: TOKEN, expiresAt: '2026-01-15T09:30:00.000Z' },
  },
  'private_integration.unused': {
    ...SYSTEM,
    ...{ idleDays: 90, idleSince: '2025-10-17T09:30:00.000Z', lastUsedAt: '2025-10-17T09:30:00.000Z' },
  },
  'private_integration.retired_secret_used': {
    ...SYSTEM,
    token: { ...TOKEN, endedAt: '2026-01-14T09:30:00.000Z' },
    client: CLIENT,
    ...{ classification: 'unknown_network', operation: 'GET /v2/contacts/', at: '2026-01-15T09:30:00.000Z' },
  },
}
