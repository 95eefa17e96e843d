-- Legacy API keys: credentials of a whole account for API v1, without scopes. What they do is counted, so that each
-- can be moved to a private integration with just the scopes that it needs.

create table api_keys (
  account_id    text not null references accounts (id),
  id            text not null,
  name          text not null,
  secret_hash   bytea not null,                    -- HMAC-SHA-256 under the pepper pepper_id names; the key itself is nowhere
  pepper_id     text not null,
  last4         text not null,
  row_mac       bytea not null,                    -- HMAC over the columns that decide; empty once revoked
  created_by    jsonb not null,
  created_at    timestamptz not null,
  revoked_at    timestamptz,
  last_used_at  timestamptz,
  primary key (account_id, id),
  unique (secret_hash)
);
create index api_keys_live on api_keys (account_id, created_at desc, id desc) where revoked_at is null;
select guard_tenant_table('api_keys', 'select, insert, update');

-- Who calls with which key, and whether it reads or writes.
create table api_key_clients (
  account_id     text not null,
  api_key_id     text not null,
  network        text not null,                    -- address, IPv6 as its /64
  user_agent     text not null,
  client_name    text not null default '',         -- X-Client-Name
  first_seen_at  timestamptz not null,
  last_seen_at   timestamptz not null,
  reads          bigint not null,
  writes         bigint not null,
  primary key (account_id, api_key_id, network, user_agent, client_name),
  foreign key (account_id, api_key_id) references api_keys (account_id, id)
);
select guard_tenant_table('api_key_clients');

-- The audit log is read by what was done, to what, and when.
create index audit_entries_action on audit_entries (account_id, action, seq);
create index audit_entries_target on audit_entries (account_id, (target ->> 'id'), seq);
create index audit_entries_at on audit_entries (account_id, at);

-- When each Labs feature was last switched: {"privateIntegrations": "2026-01-31T12:00:00.000Z"}; absent = never.
alter table accounts add column labs_changed_at jsonb not null default '{}';
