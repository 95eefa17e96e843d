-- What happened: the audit log, the outbox of events, and replies kept for retries.

create table audit_entries (
  account_id  text not null references accounts (id),
  seq         bigint not null,
  id          text not null,
  at          timestamptz not null,
  actor       jsonb not null,
  action      text not null,
  target      jsonb not null,
  before      jsonb,
  after       jsonb,
  origin      jsonb not null default '{}',         -- ip, userAgent
  prev_hash   bytea not null,
  hash        bytea not null,                      -- SHA-256(prev_hash ‖ canonical row)
  primary key (account_id, seq),
  unique (account_id, id)
);
select guard_tenant_table('audit_entries', 'select, insert');

-- The end of each account's chain; its row lock puts the account's entries in one order.
create table audit_heads (
  account_id  text primary key references accounts (id),
  seq         bigint not null,
  hash        bytea not null
);
select guard_tenant_table('audit_heads', 'select, insert, update');

create table events (
  account_id      text not null references accounts (id),
  id              text not null,
  seq             bigint generated always as identity,
  type            text not null,
  integration_id  text,                            -- lifecycle events; null for the API's own events
  body            jsonb not null,
  created_at      timestamptz not null,
  primary key (account_id, id)
);
create index events_seq on events (seq);
select guard_tenant_table('events', 'select, insert, delete');

create table idempotency_keys (
  account_id    text not null,
  caller        text not null,                     -- user or token id: a key is one caller's own
  key           text not null,
  fingerprint   bytea not null,                    -- SHA-256 of method, path and body
  status        integer not null,
  reply         jsonb not null,                    -- without the secret, which is kept nowhere
  created_at    timestamptz not null,
  primary key (account_id, caller, key)
);
create index idempotency_keys_age on idempotency_keys (created_at);
select guard_tenant_table('idempotency_keys', 'select, insert, delete');
