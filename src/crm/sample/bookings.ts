/** What a sample account has in its calendars. Days count from the one the sample is made on; weekends are stepped over. */

export const SAMPLE_GROUP = {
  name: 'Consultations',
  description: 'Everything that can be booked with us.',
  slug: 'consultations',
}

const OFFICE = [
  {
    daysOfTheWeek: [1, 2, 3, 4],
    hours: [
      { openHour: 9, openMinute: 0, closeHour: 12, closeMinute: 0 },
      { openHour: 13, openMinute: 0, closeHour: 17, closeMinute: 0 },
    ],
  },
  { daysOfTheWeek: [5], hours: [{ openHour: 9, openMinute: 0, closeHour: 13, closeMinute: 0 }] },
]

export const SAMPLE_CALENDARS = [
  {
    name: 'First consultation',
    slug: 'first-consultation',
    settings: {
      description: 'An hour in the showroom to see what is possible.',
      eventTitle: '{{contact.name}}: first consultation',
      slotDuration: 60,
      slotInterval: 60,
      allowBookingAfter: 2,
      allowBookingAfterUnit: 'hours' as const,
      allowBookingFor: 60,
      allowBookingForUnit: 'days' as const,
      openHours: OFFICE,
      locationConfigurations: [{ kind: 'physical' as const, location: '120 Larkspur Avenue, Denver' }],
    },
  },
  {
    name: 'Phone call',
    slug: 'phone-call',
    settings: {
      description: 'Fifteen minutes for a quick question.',
      eventTitle: 'Call with {{contact.name}}',
      eventColor: '#0b8043',
      slotDuration: 15,
      slotInterval: 30,
      slotBuffer: 5,
      openHours: OFFICE,
      locationConfigurations: [{ kind: 'outbound_call' as const }],
    },
  },
]

/** In which calendar, on which day, in which of its slots. */
export const SAMPLE_APPOINTMENTS = [
  { calendar: 0, days: -12, slot: 2, status: 'showed' as const, note: 'Brought photos of the old kitchen.' },
  { calendar: 1, days: -9, slot: 4, status: 'noshow' as const, note: 'Nobody picked up; sent a text message.' },
  { calendar: 0, days: -5, slot: 0, status: 'showed' as const },
  { calendar: 0, days: -2, slot: 3, status: 'cancelled' as const },
  { calendar: 1, days: 1, slot: 1, status: 'confirmed' as const, note: 'Wants to talk about the deposit.' },
  { calendar: 0, days: 2, slot: 1, status: 'confirmed' as const },
  { calendar: 0, days: 3, slot: 2, status: 'confirmed' as const },
  { calendar: 1, days: 4, slot: 0, status: 'new' as const },
  { calendar: 0, days: 8, slot: 3, status: 'confirmed' as const },
]

export const SAMPLE_BLOCK = { calendar: 0, days: 6, title: 'Stocktaking' }
