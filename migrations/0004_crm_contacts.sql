-- API v2.0: contacts and what hangs on them.
--
-- pg_trgm serves "contains" searches. It is a trusted extension (PostgreSQL 13+): the database's owner may create it, and
-- both the embedded server and Debian's postgresql-15 bring it along.
create extension if not exists pg_trgm;

create table crm_businesses (
  account_id   text not null references accounts (id),
  id           text not null check (id ~ '^[0-9a-f]{24}$'),   -- 24 hexadecimal digits on the wire, unlike other ids
  name         text not null,
  phone        text,
  email        text,
  website      text,
  address      text,
  city         text,
  description  text,
  state        text,
  postal_code  text,
  country      text,
  created_by   jsonb,
  updated_by   jsonb,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (account_id, id)
);
create index crm_businesses_list on crm_businesses (account_id, created_at desc, id desc);
select guard_tenant_table('crm_businesses');

create table crm_contacts (
  account_id            text not null references accounts (id),
  id                    text not null,
  first_name            text,
  last_name             text,
  name                  text,                      -- as written, or first and last name joined
  email                 text,                      -- as written
  email_lower           text,                      -- what duplicates are found by; a column, because lower() is not leakproof
                                                   -- and row-level security would keep an index on it from being used
  phone                 text,                      -- E.164
  company_name          text,
  address1              text,
  city                  text,
  state                 text,
  country               text,
  postal_code           text,
  website               text,
  timezone              text,
  source                text,
  gender                text,
  type                  text not null default 'lead',
  date_of_birth         date,
  dnd                   boolean not null default false,
  dnd_settings          jsonb not null default '{}',
  inbound_dnd_settings  jsonb not null default '{}',
  tags                  text[] not null default '{}',
  custom_values         jsonb not null default '{}',   -- value by id of crm_custom_fields
  assigned_to           text,                      -- wire id of a user
  followers             text[] not null default '{}',  -- wire ids of users
  business_id           text,
  search_text           text not null,             -- names, e-mail, phone and company in lower case, one a line
  created_at            timestamptz not null,
  updated_at            timestamptz not null,
  primary key (account_id, id),
  foreign key (account_id, business_id) references crm_businesses (account_id, id) on delete set null (business_id)
);
create index crm_contacts_added on crm_contacts (account_id, created_at desc, id desc);
create index crm_contacts_changed on crm_contacts (account_id, updated_at desc, id desc);
create index crm_contacts_email on crm_contacts (account_id, email_lower) where email_lower is not null;
create index crm_contacts_phone on crm_contacts (account_id, phone) where phone is not null;
create index crm_contacts_business on crm_contacts (account_id, business_id, created_at desc, id desc) where business_id is not null;
create index crm_contacts_text on crm_contacts using gin (search_text gin_trgm_ops);
create index crm_contacts_tags on crm_contacts using gin (tags);
create index crm_contacts_custom on crm_contacts using gin (custom_values jsonb_path_ops);
select guard_tenant_table('crm_contacts');

-- The same rows for searches. Row-level security lets only leakproof operators use an index, and LIKE and @> are not:
-- with 400,000 contacts a "contains" read through the table scanned all of them (385 ms), through this view it uses
-- crm_contacts_text (0.6 ms). A view reads as its owner, so the wall stands in its own condition; it is no security
-- barrier, because the server's role can write no function that would look through it.
create view crm_contacts_search as
  select * from crm_contacts where account_id = current_setting('app.account_id', true);
grant select on crm_contacts_search to pit_app;

create table crm_contact_notes (
  account_id  text not null,
  id          text not null,
  contact_id  text not null,
  user_id     text,                                -- wire id of the author
  title       text,
  body        text not null,
  color       text,
  pinned      boolean not null default false,
  created_at  timestamptz not null,
  updated_at  timestamptz not null,
  primary key (account_id, id),
  foreign key (account_id, contact_id) references crm_contacts (account_id, id) on delete cascade
);
create index crm_contact_notes_contact on crm_contact_notes (account_id, contact_id, created_at desc, id desc);
select guard_tenant_table('crm_contact_notes');

create table crm_tasks (
  account_id   text not null,
  id           text not null,
  contact_id   text not null,
  title        text not null,
  body         text,
  assigned_to  text,                               -- wire id of a user
  due_date     timestamptz not null,
  completed    boolean not null default false,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (account_id, id),
  foreign key (account_id, contact_id) references crm_contacts (account_id, id) on delete cascade
);
create index crm_tasks_contact on crm_tasks (account_id, contact_id, created_at desc, id desc);
create index crm_tasks_due on crm_tasks (account_id, due_date, id);
create index crm_tasks_added on crm_tasks (account_id, created_at desc, id desc);
select guard_tenant_table('crm_tasks');

create table crm_appointments (
  account_id          text not null,
  id                  text not null,
  contact_id          text not null,
  calendar_id         text not null,
  group_id            text,
  title               text,
  status              text not null default 'booked',
  appointment_status  text not null,
  assigned_user_id    text,
  users               text[] not null default '{}',
  resources           text[] not null default '{}',
  notes               text,
  address             text,
  start_at            timestamptz not null,
  end_at              timestamptz not null,
  created_at          timestamptz not null,
  updated_at          timestamptz not null,
  primary key (account_id, id),
  foreign key (account_id, contact_id) references crm_contacts (account_id, id) on delete cascade
);
create index crm_appointments_contact on crm_appointments (account_id, contact_id, start_at desc, id desc);
select guard_tenant_table('crm_appointments');
