/** What a sample account keeps beside its contacts. */

export const SAMPLE_PROFILE = {
  address: '120 Larkspur Avenue',
  city: 'Denver',
  state: 'CO',
  country: 'US',
  postalCode: '80202',
  phone: '+13035550100',
  email: 'hello@example.com',
  website: 'https://www.example.com',
  settings: { allowDuplicateContact: false },
}

export const SAMPLE_BUSINESSES = [
  { name: 'Okafor Bakery', city: 'Denver', website: 'https://bakery.example.com' },
  { name: 'Raman & Daughters Law', city: 'Aurora', website: 'https://law.example.com' },
  { name: 'Haddad Plumbing', city: 'Lakewood', website: 'https://plumbing.example.com' },
  { name: 'Morita Design Studio', city: 'Boulder', website: 'https://design.example.com' },
  { name: 'Moretti Catering', city: 'Denver', website: 'https://catering.example.com' },
]

/** `values` are dealt out to the contacts in turn; null leaves one out. */
export const SAMPLE_FIELDS = [
  {
    name: 'Preferred contact time',
    dataType: 'SINGLE_OPTIONS',
    options: ['Morning', 'Afternoon', 'Evening'],
    values: ['Morning', 'Evening', null, 'Afternoon'],
  },
  {
    name: 'Interests',
    dataType: 'CHECKBOX',
    options: ['Kitchen', 'Bathroom', 'Garden', 'Roof'],
    values: [['Kitchen'], null, ['Bathroom', 'Garden'], null, ['Roof']],
  },
  { name: 'Budget', dataType: 'MONETORY', values: [12_000, null, 4500, 30_000, null, 8000] },
  { name: 'Preferred start', dataType: 'DATE', values: [null, '2026-03-02', null, null, '2026-05-18'] },
  { name: 'Referred by', dataType: 'TEXT', values: [null, null, null, 'Amara Okafor', null, 'Omar Haddad'] },
  {
    name: 'Access notes',
    dataType: 'LARGE_TEXT',
    values: [null, 'Ring twice, the bell is quiet.', null, null, null, null],
  },
]

export const SAMPLE_OPPORTUNITY_FIELDS = [{ name: 'Reason won', dataType: 'TEXT' }]

export const SAMPLE_VALUES = [
  { name: 'Office hours', value: 'Monday to Friday, 8 am to 5 pm' },
  { name: 'Booking link', value: 'https://www.example.com/book' },
  { name: 'Support phone', value: '+1 303-555-0100' },
]

export const SAMPLE_PIPELINES = [
  {
    name: 'Sales',
    stages: ['New lead', 'Contacted', 'Consultation booked', 'Proposal sent', 'Negotiation', 'Closed'],
  },
  { name: 'Onboarding', stages: ['Welcome call', 'Paperwork', 'Kick-off', 'Live'] },
]

export const SAMPLE_LOST_REASONS = ['Too expensive', 'Chose someone else', 'No answer', 'Bad timing']

export const SAMPLE_DEALS = [
  { name: 'Kitchen remodel', value: 18_500 },
  { name: 'Bathroom refresh', value: 7200 },
  { name: 'Garden terrace', value: 4800 },
  { name: 'Roof repair', value: 12_750 },
  { name: 'Consultation', value: 350.5 },
]

export const SAMPLE_NOTES = [
  'Asked for a second quote that leaves the flooring out.',
  'Prefers text messages; works nights until the end of the month.',
  'Very happy with the kitchen. Happy to be named as a reference.',
  'Sent the brochure and the price list.',
  'Left a voicemail, will try again on Thursday.',
  'Has a dog: call before coming.',
  'Wants everything in writing before signing.',
]

/** `dueDays` counts from the day the sample is made: some are overdue, and stay so. */
export const SAMPLE_TASKS = [
  { title: 'Send the proposal', body: 'Include the garden option.', dueDays: 2, isCompleted: false },
  { title: 'Call back', body: 'Asked for a time after 4 pm.', dueDays: -1, isCompleted: false },
  { title: 'Check the measurements', body: 'Photos are in the notes.', dueDays: 5, isCompleted: false },
  { title: 'Thank for the referral', body: 'A card will do.', dueDays: -12, isCompleted: true },
  { title: 'Invoice the deposit', body: '20 percent.', dueDays: -3, isCompleted: true },
]
