-- Integrations, their tokens, and the feed by which nodes follow their changes.

create table integrations (
  account_id      text not null references accounts (id),
  id              text not null,
  name            text not null,
  description     text not null default '',
  scopes          text[] not null,
  access_version  integer not null default 1,      -- grows with every change of access; bound into each token's row_mac
  access_mac      bytea not null,                  -- HMAC over all columns that decide: scopes can't be widened by SQL alone
  limits          jsonb not null default '{}',
  allowed_ips     text[] not null default '{}',    -- CIDR or address; empty = from anywhere
  expires_at      timestamptz,
  disabled_at     timestamptz,
  deleted_at      timestamptz,
  version         integer not null default 1,      -- optimistic lock, the ETag
  created_by      jsonb not null,
  created_at      timestamptz not null,
  updated_at      timestamptz not null,
  primary key (account_id, id),
  unique (id)
);
create index integrations_list on integrations (account_id, created_at desc, id desc) where deleted_at is null;
select guard_tenant_table('integrations', 'select, insert, update');

create table tokens (
  account_id          text not null,
  id                  text not null,
  integration_id      text not null,
  secret_hash         bytea not null,              -- HMAC-SHA-256 under the pepper pepper_id names; the secret itself is nowhere
  pepper_id           text not null,
  last4               text not null,
  role                text not null check (role in ('current', 'retiring')),
  expires_at          timestamptz,                 -- the token's own end (the account's maximum age), whatever its role
  ends_at             timestamptz,                 -- when it stops working: own end, or the overlap's deadline if that is sooner
  rotation_started_at timestamptz,                 -- retiring tokens: bounds how far the overlap may be extended
  ended_at            timestamptz,
  ended_why           text,
  row_mac             bytea not null,              -- HMAC over the columns that decide; a row that a database writer made is refused
  created_by          jsonb not null,
  created_at          timestamptz not null,
  last_used_at        timestamptz,
  primary key (account_id, id),
  unique (secret_hash),
  foreign key (account_id, integration_id) references integrations (account_id, id),
  check (role = 'current' or rotation_started_at is not null)
);
-- Never more than one current and one retiring token, whatever two nodes do at once.
create unique index tokens_one_current on tokens (account_id, integration_id) where ended_at is null and role = 'current';
create unique index tokens_one_retiring on tokens (account_id, integration_id) where ended_at is null and role = 'retiring';
create index tokens_integration on tokens (account_id, integration_id, created_at);
create index tokens_overlaps on tokens (ends_at) where ended_at is null and role = 'retiring';
select guard_tenant_table('tokens', 'select, insert, update');

-- Nodes apply these in order of seq. The writer holds an advisory lock from taking a number to its commit, so that no
-- smaller number ever becomes visible after a larger one.
create table token_changes (
  seq             bigint generated always as identity primary key,
  account_id      text not null,
  integration_id  text,                            -- null: the account itself changed
  at              timestamptz not null
);
select guard_tenant_table('token_changes', 'select, insert, delete');

-- Proof that the server was started with the keys that made the MACs: a wrong key stops the start instead of
-- refusing every token.
create table key_checks (
  purpose     text not null check (purpose in ('pepper', 'key_encryption_key')),
  key_id      text not null,
  check_mac   bytea not null,
  primary key (purpose, key_id)
);
grant select, insert on key_checks to pit_app;

create table nodes (
  id           text primary key,
  lease_until  timestamptz not null,               -- by the database's clock
  applied_seq  bigint not null
);
grant select, insert, update, delete on nodes to pit_app;

-- Who calls with which token, by network, program and self-given name.
create table clients (
  account_id      text not null,
  integration_id  text not null,
  token_id        text not null,
  network         text not null,                   -- address, IPv6 as its /64
  user_agent      text not null,
  client_name     text not null default '',        -- X-Client-Name
  first_seen_at   timestamptz not null,
  last_seen_at    timestamptz not null,
  calls           bigint not null,
  primary key (account_id, integration_id, token_id, network, user_agent, client_name),
  foreign key (account_id, token_id) references tokens (account_id, id)
);
select guard_tenant_table('clients');
