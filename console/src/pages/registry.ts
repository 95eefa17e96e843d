import { apiKeys } from './api-keys/places.ts'
import { audit } from './audit/places.ts'
import { company } from './company/places.ts'
import { events } from './events/places.ts'
import { labs } from './labs/places.ts'
import { notifications } from './notifications/places.ts'
import type { Place } from './place.ts'
import { policies } from './policies/places.ts'
import {
  integrationCreate,
  integrationDetail,
  integrationEdit,
  integrationList,
} from './private-integrations/places.ts'
import { reference } from './reference/places.ts'
import { roles } from './roles/places.ts'
import { security } from './security/places.ts'
import { usage } from './usage/places.ts'
import { user, users } from './users/places.ts'
import { webhook, webhooks } from './webhooks/places.ts'

/**
 * Every page of the console: one line each, in the order of the menu. A page that does not stand here is not in the menu,
 * and links to it leave the console for the server.
 */
export const PLACES: readonly Place[] = [
  // Account: company, users, roles, policies
  company,
  users,
  user,
  roles,
  policies,

  // Other Settings: private-integrations, api-keys, webhooks, labs
  integrationList,
  integrationCreate,
  integrationDetail,
  integrationEdit,
  apiKeys,
  webhooks,
  webhook,
  labs,

  // Activity: usage, audit, notifications
  usage,
  audit,
  notifications,

  // Developers: reference, events
  reference,
  events,

  // In no menu group: security
  security,
]
