/** The table in which the id behind a path segment lives. A segment that is missing here fails the test. */
export const TABLES: Record<string, string> = {
  'contacts/:contactId': 'crm_contacts',
  'notes/:id': 'crm_contact_notes',
  'tasks/:taskId': 'crm_tasks',
  'business/:businessId': 'crm_businesses',
  'tags/:tagId': 'crm_tags',
  'customFields/:id': 'crm_custom_fields',
  'customValues/:id': 'crm_custom_values',
  'opportunities/:id': 'crm_opportunities',
  'businesses/:businessId': 'crm_businesses',
  'calendars/:calendarId': 'crm_calendars',
  'groups/:groupId': 'crm_calendar_groups',
  'appointments/:eventId': 'crm_appointments',
  'events/:eventId': 'crm_appointments',
  'block-slots/:eventId': 'crm_blocked_slots',
  'appointments/:appointmentId': 'crm_appointments',
  'notes/:noteId': 'crm_appointment_notes',
  'deliveries/:deliveryId': 'deliveries',
}

/** What belongs to one of its kind only is read with that one: the parameter that names it, and the column that says whose. */
export const OWNERS: Record<string, { param: string; column: string }> = {
  'notes/:id': { param: 'contactId', column: 'contact_id' },
  'tasks/:taskId': { param: 'contactId', column: 'contact_id' },
  'notes/:noteId': { param: 'appointmentId', column: 'appointment_id' },
  'deliveries/:deliveryId': { param: 'endpointId', column: 'endpoint_id' },
}
