-- API v2.0: calendars, their groups, times kept free of bookings, and what an appointment needs beside 0004.

create table crm_calendar_groups (
  account_id   text not null references accounts (id),
  id           text not null,
  name         text not null,
  description  text not null,
  slug         text not null,
  is_active    boolean not null default true,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (account_id, id)
);
create unique index crm_calendar_groups_slug on crm_calendar_groups (account_id, slug);
select guard_tenant_table('crm_calendar_groups');

create table crm_calendars (
  account_id     text not null references accounts (id),
  id             text not null,
  group_id       text,
  name           text not null,
  slug           text not null,
  calendar_type  text not null,
  is_active      boolean not null default true,
  settings       jsonb not null,                    -- everything else of the wire's calendar, by its names there
  created_at     timestamptz not null,
  updated_at     timestamptz not null,
  primary key (account_id, id),
  foreign key (account_id, group_id) references crm_calendar_groups (account_id, id) on delete set null (group_id)
);
create unique index crm_calendars_slug on crm_calendars (account_id, slug);
create index crm_calendars_group on crm_calendars (account_id, group_id) where group_id is not null;
select guard_tenant_table('crm_calendars');

create table crm_blocked_slots (
  account_id   text not null references accounts (id),
  id           text not null,
  calendar_id  text,
  user_id      text,                                -- wire id of a user: blocks the person in every calendar
  title        text not null,
  start_at     timestamptz not null,
  end_at       timestamptz not null,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (account_id, id),
  check (num_nonnulls(calendar_id, user_id) = 1),
  check (end_at > start_at),
  foreign key (account_id, calendar_id) references crm_calendars (account_id, id) on delete cascade
);
create index crm_blocked_slots_calendar on crm_blocked_slots (account_id, calendar_id, end_at) where calendar_id is not null;
create index crm_blocked_slots_user on crm_blocked_slots (account_id, user_id, end_at) where user_id is not null;
select guard_tenant_table('crm_blocked_slots');

-- An appointment is in the group that its calendar is in now. Its calendar may be deleted; the contact's history stays.
alter table crm_appointments
  drop column group_id,
  add column source                 text not null default 'third_party',  -- how it was booked: by a token
  add column meeting_location_type  text,
  add column rrule                  text,                    -- RFC 5545; the row is the first of a series
  add column instance_starts        timestamptz[],           -- the series as it stands, made from rrule when it is written
  add column series_end_at          timestamptz,             -- the end of the last of them
  add column master_id              text,                    -- this row replaces one of that series; its id says which
  add column is_shared              boolean generated always as (cardinality(users) > 0) stored,
  add foreign key (account_id, master_id) references crm_appointments (account_id, id) on delete cascade;
comment on column crm_appointments.is_shared is 'Has secondary owners. A column of its own, because only what is leakproof may use an index behind row-level security.';

-- No appointment lasts longer than a week, so a window of time is found by the start alone.
create index crm_appointments_calendar on crm_appointments (account_id, calendar_id, start_at);
create index crm_appointments_assigned on crm_appointments (account_id, assigned_user_id, start_at) where assigned_user_id is not null;
create index crm_appointments_shared on crm_appointments (account_id, start_at) where is_shared;
create index crm_appointments_series on crm_appointments (account_id, series_end_at) where rrule is not null;
create index crm_appointments_master on crm_appointments (account_id, master_id) where master_id is not null;

create table crm_appointment_notes (
  account_id      text not null,
  id              text not null,
  appointment_id  text not null,
  user_id         text,                             -- wire id of the author
  body            text not null,
  created_at      timestamptz not null,
  updated_at      timestamptz not null,
  primary key (account_id, id),
  foreign key (account_id, appointment_id) references crm_appointments (account_id, id) on delete cascade
);
create index crm_appointment_notes_appointment on crm_appointment_notes (account_id, appointment_id, created_at desc, id desc);
select guard_tenant_table('crm_appointment_notes');
