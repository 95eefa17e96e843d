import { MARKETING } from './documented/marketing.ts'
import { PLATFORM } from './documented/platform.ts'
import { SELLING } from './documented/selling.ts'
import type { Operation } from './operation.ts'

/** An operation that the published documents describe, whether it is served here or not. */
export type DocumentedOperation = Pick<Operation, 'id' | 'module' | 'path'> & {
  method: string
  /** Known in the modules that API v2.0 is to have here. */
  scope?: string
}

/**
 * Method, path, scope and operationId of every operation in the modules that API v2.0 is to have here. Where the
 * documents give no scope it is the one of Scopes.md, else the sibling operation's.
 */
const ROWS: Record<string, string> = {
  associations: `
    POST /associations/relations associations/relation.write create-relation
    GET /associations/relations/:recordId associations/relation.readonly get-relations-by-record-id
    DELETE /associations/relations/:relationId associations/relation.write delete-relation
    GET /associations/key/:key_name associations.readonly get-association-key-by-key-name
    GET /associations/objectKey/:objectKey associations.readonly get-association-by-object-keys
    PUT /associations/:associationId associations.write update-association
    DELETE /associations/:associationId associations.write delete-association
    GET /associations/:associationId associations.readonly get-association-by-ID
    POST /associations associations.write create-association
    GET /associations associations.readonly find-associations`,
  businesses: `
    PUT /businesses/:businessId businesses.write update-business
    DELETE /businesses/:businessId businesses.write delete-Business
    GET /businesses/:businessId businesses.readonly get-business
    GET /businesses businesses.readonly get-businesses-by-location
    POST /businesses businesses.write create-business`,
  calendars: `
    GET /calendars/groups calendars/groups.readonly get-groups
    POST /calendars/groups calendars/groups.write create-calendar-group
    POST /calendars/groups/validate-slug calendars/groups.write validate-groups-slug
    DELETE /calendars/groups/:groupId calendars/groups.write delete-group
    PUT /calendars/groups/:groupId calendars/groups.write edit-group
    PUT /calendars/groups/:groupId/status calendars/groups.write disable-group
    POST /calendars/events/appointments calendars/events.write create-appointment
    PUT /calendars/events/appointments/:eventId calendars/events.write edit-appointment
    GET /calendars/events/appointments/:eventId calendars/events.readonly get-appointment
    GET /calendars/events calendars/events.readonly get-calendar-events
    GET /calendars/blocked-slots calendars/events.readonly get-blocked-slots
    POST /calendars/events/block-slots calendars/events.write create-block-slot
    PUT /calendars/events/block-slots/:eventId calendars/events.write edit-block-slot
    GET /calendars/:calendarId/free-slots calendars.readonly get-slots
    PUT /calendars/:calendarId calendars.write update-calendar
    GET /calendars/:calendarId calendars.readonly get-calendar
    DELETE /calendars/:calendarId calendars.write delete-calendar
    DELETE /calendars/events/:eventId calendars/events.write delete-event
    GET /calendars/appointments/:appointmentId/notes calendars/events.readonly get-appointment-notes
    POST /calendars/appointments/:appointmentId/notes calendars/events.write create-appointment-note
    PUT /calendars/appointments/:appointmentId/notes/:noteId calendars/events.write update-appointment-note
    DELETE /calendars/appointments/:appointmentId/notes/:noteId calendars/events.write delete-appointment-note
    GET /calendars/resources/:resourceType/:id calendars/resources.readonly get-calendar-resource
    PUT /calendars/resources/:resourceType/:id calendars/resources.write update-calendar-resource
    DELETE /calendars/resources/:resourceType/:id calendars/resources.write delete-calendar-resource
    GET /calendars/resources/:resourceType calendars/resources.readonly fetch-calendar-resources
    POST /calendars/resources/:resourceType calendars/resources.write create-calendar-resource
    GET /calendars/:calendarId/notifications calendars/events.readonly get-event-notification
    POST /calendars/:calendarId/notifications calendars/events.write create-event-notification
    GET /calendars/:calendarId/notifications/:notificationId calendars/events.readonly find-event-notification
    PUT /calendars/:calendarId/notifications/:notificationId calendars/events.write update-event-notification
    DELETE /calendars/:calendarId/notifications/:notificationId calendars/events.write delete-event-notification
    GET /calendars/schedules/search calendars.readonly getAllSchedules
    GET /calendars/schedules/:id calendars.readonly getScheduleById
    PUT /calendars/schedules/:id calendars.write updateSchedule
    DELETE /calendars/schedules/:id calendars.write deleteSchedule
    POST /calendars/schedules calendars.write createSchedule
    PUT /calendars/schedules/:id/associations/:calendarId calendars.write add-calendar-to-schedule
    DELETE /calendars/schedules/:id/associations/:calendarId calendars.write remove-calendar-from-schedule
    GET /calendars calendars.readonly get-calendars
    POST /calendars calendars.write create-calendar`,
  campaigns: `
    GET /campaigns campaigns.readonly get-campaigns`,
  companies: `
    GET /companies/:companyId companies.readonly get-company`,
  contacts: `
    POST /contacts/search contacts.readonly search-contacts-advanced
    GET /contacts/search/duplicate contacts.readonly get-duplicate-contact
    GET /contacts/:contactId/tasks contacts.readonly get-all-tasks
    POST /contacts/:contactId/tasks contacts.write create-task
    GET /contacts/:contactId/tasks/:taskId contacts.readonly get-task
    PUT /contacts/:contactId/tasks/:taskId contacts.write update-task
    DELETE /contacts/:contactId/tasks/:taskId contacts.write delete-task
    PUT /contacts/:contactId/tasks/:taskId/completed contacts.write update-task-completed
    GET /contacts/:contactId/appointments contacts.readonly get-appointments-for-contact
    POST /contacts/:contactId/tags contacts.write add-tags
    DELETE /contacts/:contactId/tags contacts.write remove-tags
    GET /contacts/:contactId/notes contacts.readonly get-all-notes
    POST /contacts/:contactId/notes contacts.write create-note
    GET /contacts/:contactId/notes/:id contacts.readonly get-note
    PUT /contacts/:contactId/notes/:id contacts.write update-note
    DELETE /contacts/:contactId/notes/:id contacts.write delete-note
    POST /contacts/bulk/tags/update/:type contacts.write create-association
    POST /contacts/bulk/business contacts.write add-remove-contact-from-business
    GET /contacts/:contactId contacts.readonly get-contact
    PUT /contacts/:contactId contacts.write update-contact
    DELETE /contacts/:contactId contacts.write delete-contact
    POST /contacts/upsert contacts.write upsert-contact
    GET /contacts/business/:businessId contacts.readonly get-contacts-by-businessId
    POST /contacts/:contactId/followers contacts.write add-followers-contact
    DELETE /contacts/:contactId/followers contacts.write remove-followers-contact
    POST /contacts/:contactId/campaigns/:campaignId contacts.write add-contact-to-campaign
    DELETE /contacts/:contactId/campaigns/:campaignId contacts.write remove-contact-from-campaign
    DELETE /contacts/:contactId/campaigns/removeAll contacts.write remove-contact-from-every-campaign
    POST /contacts/:contactId/workflow/:workflowId contacts.write add-contact-to-workflow
    DELETE /contacts/:contactId/workflow/:workflowId contacts.write delete-contact-from-workflow
    POST /contacts contacts.write create-contact
    GET /contacts contacts.readonly get-contacts`,
  conversations: `
    GET /conversations/search conversations.readonly search-conversation
    GET /conversations/:conversationId conversations.readonly get-conversation
    PUT /conversations/:conversationId conversations.write update-conversation
    DELETE /conversations/:conversationId conversations.write delete-conversation
    GET /conversations/preferences/custom-subtypes conversations.readonly get-all-custom-subtypes
    POST /conversations/preferences/custom-subtypes conversations.write create-custom-subtype
    PUT /conversations/preferences/custom-subtypes/:id conversations.write update-custom-subtype
    GET /conversations/preferences/unsubscriptions/status conversations.readonly get-contact-unsubscription-status
    POST /conversations/preferences/unsubscriptions/user-change conversations.write user-subscription-change
    GET /conversations/messages/email/:id conversations/message.readonly get-email-by-id
    DELETE /conversations/messages/email/:emailMessageId/schedule conversations/message.write cancel-scheduled-email-message
    GET /conversations/messages/export conversations/message.readonly export-messages-by-location
    GET /conversations/messages/:id conversations/message.readonly get-message
    GET /conversations/:conversationId/messages conversations/message.readonly get-messages
    POST /conversations/messages conversations/message.write send-a-new-message
    POST /conversations/messages/inbound conversations/message.write add-an-inbound-message
    POST /conversations/messages/outbound conversations/message.write add-an-outbound-message
    POST /conversations/messages/review-reply conversations/message.write send-review-reply
    DELETE /conversations/messages/:messageId/schedule conversations/message.write cancel-scheduled-message
    POST /conversations/messages/upload conversations/message.write upload-file-attachments
    POST /conversations/messages/upload/initiate conversations/message.write initiate-file-upload
    POST /conversations/messages/upload/complete conversations/message.write complete-file-upload
    PUT /conversations/messages/:messageId/status conversations/message.write update-message-status
    PUT /conversations/messages/:messageId/attachments conversations/message.write add-message-attachments
    GET /conversations/messages/:messageId/locations/:locationId/recording conversations/message.readonly get-message-recording
    GET /conversations/locations/:locationId/messages/:messageId/transcription conversations/message.readonly get-message-transcription
    GET /conversations/locations/:locationId/messages/:messageId/transcription/download conversations/message.readonly download-message-transcription
    POST /conversations/providers/live-chat/typing conversations/livechat.write live-chat-agent-typing
    POST /conversations conversations.write create-conversation`,
  'custom-fields': `
    GET /custom-fields/:id locations/customFields.readonly get-custom-field-by-id
    PUT /custom-fields/:id locations/customFields.write update-custom-field
    DELETE /custom-fields/:id locations/customFields.write delete-custom-field
    GET /custom-fields/object-key/:objectKey locations/customFields.readonly get-custom-fields-by-object-key
    POST /custom-fields/folder locations/customFields.write create-custom-field-folder
    PUT /custom-fields/folder/:id locations/customFields.write update-custom-field-folder
    DELETE /custom-fields/folder/:id locations/customFields.write delete-custom-field-folder
    POST /custom-fields locations/customFields.write create-custom-field`,
  forms: `
    GET /forms/submissions forms.readonly get-forms-submissions
    POST /forms/upload-custom-files forms.write upload-to-custom-fields
    GET /forms forms.readonly get-forms`,
  links: `
    GET /links/id/:linkId links.readonly get-link-by-id
    PUT /links/:linkId links.write update-link
    DELETE /links/:linkId links.write delete-link
    GET /links/search links.readonly search-trigger-links
    GET /links links.readonly get-links
    POST /links links.write create-link`,
  locations: `
    GET /locations/search locations.readonly search-locations
    GET /locations/:locationId locations.readonly get-location
    PUT /locations/:locationId locations.write put-location
    DELETE /locations/:locationId locations.internal-access-only delete-location
    GET /locations/:locationId/tags locations/tags.readonly get-location-tags
    POST /locations/:locationId/tags locations/tags.write create-tag
    GET /locations/:locationId/tags/:tagId locations/tags.readonly get-tag-by-id
    PUT /locations/:locationId/tags/:tagId locations/tags.write update-tag
    DELETE /locations/:locationId/tags/:tagId locations/tags.write delete-tag
    POST /locations/:locationId/tasks/search locations/tasks.readonly task-search
    GET /locations/:locationId/recurring-tasks/:id locations/tasks.readonly get-recurring-task-by-id
    PUT /locations/:locationId/recurring-tasks/:id locations/tasks.readonly update-recurring-task
    DELETE /locations/:locationId/recurring-tasks/:id locations/tasks.readonly delete-recurring-task
    POST /locations/:locationId/recurring-tasks locations/tasks.readonly create-recurring-task
    GET /locations/:locationId/customFields locations/customFields.readonly get-custom-fields
    POST /locations/:locationId/customFields locations/customFields.write create-custom-field
    GET /locations/:locationId/customFields/:id locations/customFields.readonly get-custom-field
    PUT /locations/:locationId/customFields/:id locations/customFields.write update-custom-field
    DELETE /locations/:locationId/customFields/:id locations/customFields.write delete-custom-field
    POST /locations/:locationId/customFields/upload locations/customFields.write upload-file-customFields
    GET /locations/:locationId/customValues locations/customValues.readonly get-custom-values
    POST /locations/:locationId/customValues locations/customValues.write create-custom-value
    GET /locations/:locationId/customValues/:id locations/customValues.readonly get-custom-value
    PUT /locations/:locationId/customValues/:id locations/customValues.write update-custom-value
    DELETE /locations/:locationId/customValues/:id locations/customValues.write delete-custom-value
    GET /locations/:locationId/timezones locations.readonly get-timezones
    GET /locations/:locationId/templates locations/templates.readonly GET-all-or-email-sms-templates
    DELETE /locations/:locationId/templates/:id locations/templates.readonly DELETE-an-email-sms-template
    POST /locations locations.write create-location`,
  medias: `
    GET /medias/files medias.readonly fetch-media-content
    POST /medias/upload-file medias.write upload-media-content
    DELETE /medias/:id medias.write delete-media-content
    POST /medias/:id medias.write update-media-object
    POST /medias/folder medias.write create-media-folder
    PUT /medias/update-files medias.write bulk-update-media-objects
    PUT /medias/delete-files medias.write bulk-delete-media-objects`,
  objects: `
    GET /objects/:key objects/schema.readonly get-object-schema-by-key
    PUT /objects/:key objects/schema.write update-custom-object
    GET /objects/:schemaKey/records/:id objects/record.readonly get-record-by-id
    PUT /objects/:schemaKey/records/:id objects/record.write update-object-record
    DELETE /objects/:schemaKey/records/:id objects/record.write delete-object-record
    POST /objects/:schemaKey/records objects/record.write create-object-record
    POST /objects/:schemaKey/records/search objects/record.readonly search-object-records
    GET /objects objects/schema.readonly get-object-by-location-id
    POST /objects objects/schema.write create-custom-object-schema`,
  opportunities: `
    GET /opportunities/lost-reason opportunities.readonly get-lost-reason
    GET /opportunities/search opportunities.readonly search-opportunity
    POST /opportunities/search opportunities.readonly search-opportunities-advanced
    GET /opportunities/pipelines opportunities.readonly get-pipelines
    GET /opportunities/:id opportunities.readonly get-opportunity
    DELETE /opportunities/:id opportunities.write delete-opportunity
    PUT /opportunities/:id opportunities.write update-opportunity
    PUT /opportunities/:id/status opportunities.write update-opportunity-status
    POST /opportunities/upsert opportunities.write Upsert-opportunity
    POST /opportunities/:id/followers opportunities.write add-followers-opportunity
    DELETE /opportunities/:id/followers opportunities.write remove-followers-opportunity
    POST /opportunities opportunities.write create-opportunity`,
  surveys: `
    GET /surveys/submissions surveys.readonly get-surveys-submissions
    GET /surveys surveys.readonly get-surveys`,
  users: `
    GET /users/search users.readonly search-users
    POST /users/search/filter-by-email users.readonly filter-users-by-email
    GET /users/:userId users.readonly get-user
    PUT /users/:userId users.write update-user
    DELETE /users/:userId users.write delete-user
    GET /users users.readonly get-user-by-location
    POST /users users.write create-user`,
  workflows: `
    GET /workflows workflows.readonly get-workflow`,
}

export const documentedOperations: DocumentedOperation[] = Object.entries({
  ...ROWS,
  ...MARKETING,
  ...PLATFORM,
  ...SELLING,
}).flatMap(([module, rows]) =>
  rows
    .trim()
    .split('\n')
    .map(row => readRow(module, row)),
)

function readRow(module: string, row: string): DocumentedOperation {
  const [method = '', path = '', ...rest] = row.trim().split(' ')
  const [id = '', scope] = rest.toReversed()
  return { id, module, method, path, ...(scope !== undefined && { scope }) }
}

/** What is documented and not served: it answers 501 with its name, never a made-up 200. */
export function unservedOperations(served: readonly Operation[]): DocumentedOperation[] {
  const servedIds = new Set(served.map(operation => `${operation.module} ${operation.id}`))
  return documentedOperations.filter(operation => !servedIds.has(`${operation.module} ${operation.id}`))
}
