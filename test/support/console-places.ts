/** A view of a page: what stands behind its address, and what shows that it has its data. */
export interface ConsoleView {
  /** `?tab=usage`; `:integrationId` and the like are filled in. */
  query: string
  /** A text; absent = a dialog that is open. */
  says?: string | RegExp
}

const plain = (says: string | RegExp): ConsoleView => ({ query: '', says })
const tab = (name: string, says: string | RegExp): ConsoleView => ({ query: `?tab=${name}`, says })
const dialogs = (...names: string[]): ConsoleView[] => names.map(name => ({ query: `?dialog=${name}` }))

/** The name that everything in the account has. */
export const HOSTILE = 'javascript:alert(1)"><img src=x onerror=alert(1)>'
const SHORT = HOSTILE.slice(0, 60)

/** Every page of the console by its path in the registry, with all its views. A test fails where a page or a dialog is missing. */
export const CONSOLE_PLACES: Record<string, ConsoleView[]> = {
  company: [
    plain('Base URL of API v2.0'),
    { query: '?import=:importId', says: HOSTILE },
    { query: '/../../:agencyId/company', says: HOSTILE },
    { query: '/../../:agencyId/company?dialog=add-location' },
  ],
  users: [plain(HOSTILE), ...dialogs('invite')],
  'users/$userId': [plain(HOSTILE), ...dialogs('email', 'reset', 'remove', 'second-factors')],
  roles: [plain(SHORT), ...dialogs('create', 'edit&role=:roleId', 'delete&role=:roleId')],
  policies: [plain('Rotate tokens every')],
  'private-integrations': [plain(HOSTILE)],
  'private-integrations/new': [plain('Read-only reporting')],
  'private-integrations/$integrationId': [
    plain(HOSTILE),
    tab('permissions', 'See contacts with their notes, tasks and tags.'),
    tab('usage', HOSTILE),
    tab('activity', /created/),
    tab('settings', 'For the developer'),
    ...dialogs('rotate', 'leak', 'disable', 'delete'),
    { query: '/../:rotatingId', says: /^Expires in/ },
    ...dialogs('cancel-rotation', 'expire-now', 'extend-overlap', 'reissue').map(({ query }) => ({
      query: `/../:rotatingId${query}`,
    })),
  ],
  'private-integrations/$integrationId/edit': [plain('Nothing is changed yet.')],
  'api-keys': [plain(HOSTILE), ...dialogs('create', 'revoke&key=:apiKeyId', 'move&key=:apiKeyId')],
  webhooks: [plain(HOSTILE), ...dialogs('create')],
  'webhooks/$endpointId': [
    plain(HOSTILE),
    ...dialogs('edit', 'rotate-secret', 'delete', 'resend', 'resume'),
    { query: '?delivery=:deliveryId', says: HOSTILE },
  ],
  labs: [plain('Features that this account')],
  usage: [plain(HOSTILE), { query: '?by=scope', says: 'Refused for want of a permission' }, tab('log', HOSTILE)],
  audit: [plain(/^created/)],
  notifications: [plain('Rotation is due'), tab('preferences', 'Calendar of due dates')],
  reference: [plain('/contacts/'), { query: '?open=get-contacts', says: 'Base URL' }],
  events: [plain('ContactCreate')],
  security: [plain(SHORT)],
}
