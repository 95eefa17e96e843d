-- Accounts, people and what they may do.
--
-- The server works as the role pit_app, which owns nothing. Every table with an account_id has row-level security:
-- a connection sees the rows of the account it has entered (app.account_id), all rows under '*', none otherwise.

-- An owner who may make no roles finds it made beforehand.
do $$ begin
  if not exists (select from pg_roles where rolname = 'pit_app') then
    create role pit_app nologin;
  end if;
exception when duplicate_object or unique_violation then null;
end $$;

do $$ begin
  execute format('grant pit_app to %I', current_user);
exception when insufficient_privilege then
  if not pg_has_role(current_user, 'pit_app', 'member') then raise; end if;
end $$;

do $$ begin
  execute format('grant usage on schema %I to pit_app', current_schema());
end $$;

-- Guards a table and opens it to the server: called by each migration that makes a tenant table.
create function guard_tenant_table(table_name text, rights text default 'select, insert, update, delete',
                                   account_column text default 'account_id') returns void
language plpgsql as $$
begin
  execute format('alter table %I enable row level security', table_name);
  execute format(
    'create policy account_wall on %I using (%I = current_setting(''app.account_id'', true) or current_setting(''app.account_id'', true) = ''*'')',
    table_name, account_column);
  execute format('grant %s on %I to pit_app', rights, table_name);
end $$;

create table accounts (
  id          text primary key,
  kind        text not null check (kind in ('agency', 'location')),
  parent_id   text references accounts (id),
  name        text not null,
  wire_id     text not null unique,               -- locationId or companyId of API v2.0
  timezone    text not null default 'UTC',
  profile     jsonb not null default '{}',        -- address, phone, website …: what API v2.0 shows of a location
  policies    jsonb not null default '{}',        -- rotationDays, tokenAgeDaysMax …; absent = the default
  labs        jsonb not null default '{}',        -- {"privateIntegrations": false} hides the feature; absent = the default
  version     integer not null default 1,
  created_at  timestamptz not null,
  updated_at  timestamptz not null,
  check ((kind = 'agency') = (parent_id is null))
);
create index accounts_parent on accounts (parent_id);
alter table accounts enable row level security;
create policy account_wall on accounts using (
  id = current_setting('app.account_id', true)
  or parent_id = current_setting('app.account_id', true)
  or current_setting('app.account_id', true) = '*');
grant select, insert, update on accounts to pit_app;

-- A person may belong to many accounts, so users and sessions belong to none; they are read by id alone.
create table users (
  id             text primary key,
  wire_id        text not null unique,
  email          text not null,
  name           text not null,
  password_hash  text,                             -- argon2id, PHC string; null = cannot sign in with a password
  profile        jsonb not null default '{}',      -- phone, extension …: what API v2.0 shows of a user
  disabled_at    timestamptz,
  created_at     timestamptz not null,
  updated_at     timestamptz not null
);
create unique index users_email on users (lower(email));
grant select, insert, update on users to pit_app;

create table memberships (
  account_id  text not null references accounts (id),
  user_id     text not null references users (id),
  role        text not null check (role in ('admin', 'developer', 'viewer', 'user')),
  version     integer not null default 1,
  created_at  timestamptz not null,
  updated_at  timestamptz not null,
  primary key (account_id, user_id)
);
create index memberships_user on memberships (user_id);
select guard_tenant_table('memberships');

create table permission_overrides (
  account_id  text not null,
  user_id     text not null,
  permission  text not null,
  is_allowed  boolean not null,
  primary key (account_id, user_id, permission),
  foreign key (account_id, user_id) references memberships (account_id, user_id) on delete cascade
);
select guard_tenant_table('permission_overrides');

create table sessions (
  id_hash       bytea primary key,                 -- SHA-256 of the cookie's value
  user_id       text not null references users (id),
  created_at    timestamptz not null,
  last_seen_at  timestamptz not null,
  expires_at    timestamptz not null,              -- absolute end
  ip            text,
  user_agent    text
);
create index sessions_user on sessions (user_id);
grant select, insert, update, delete on sessions to pit_app;

-- The one-time link of a first start.
create table setup_codes (
  code_hash   bytea primary key,
  created_at  timestamptz not null,
  expires_at  timestamptz not null
);
grant select, insert, delete on setup_codes to pit_app;
