-- How people come into an account, and an account's own roles.

-- A link by which a person sets a new password.
create table password_resets (
  secret_hash  bytea primary key,
  user_id      text not null unique references users (id),   -- a newer link ends the one before
  created_by   jsonb not null,
  created_at   timestamptz not null,
  expires_at   timestamptz not null
);
grant select, insert, delete on password_resets to pit_app;

create table roles (
  account_id   text not null references accounts (id),
  id           text not null,
  name         text not null,
  permissions  text[] not null,
  version      integer not null default 1,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (account_id, id)
);
create unique index roles_name on roles (account_id, lower(name));
select guard_tenant_table('roles');

-- A role of the account's own stands beside the four fixed ones by its id; while somebody has it, it can't be deleted.
alter table memberships
  drop constraint memberships_role_check,
  add check (role in ('admin', 'developer', 'viewer', 'user') or role ~ '^rol_[0-9A-Za-z]{20}$'),
  add column own_role_id text generated always as (case when role like 'rol\_%' then role end) stored,
  add foreign key (account_id, own_role_id) references roles (account_id, id);
create index memberships_own_role on memberships (account_id, own_role_id) where own_role_id is not null;

create table invites (
  account_id   text not null references accounts (id),
  id           text not null,
  email        text not null,
  role         text not null check (role in ('admin', 'developer', 'viewer', 'user') or role ~ '^rol_[0-9A-Za-z]{20}$'),
  own_role_id  text generated always as (case when role like 'rol\_%' then role end) stored,
  overrides    jsonb not null default '{}',        -- permission → true (allowed) or false (denied), whatever the role says
  secret_hash  bytea not null unique,
  created_by   jsonb not null,
  created_at   timestamptz not null,
  expires_at   timestamptz not null,
  primary key (account_id, id),
  foreign key (account_id, own_role_id) references roles (account_id, id)
);
create unique index invites_email on invites (account_id, lower(email));
select guard_tenant_table('invites');
