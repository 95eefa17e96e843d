-- How people prove who they are: sessions they can see and end, a second factor, passkeys.

-- Until now a session was known by its secret's hash alone; people end one another's by an id that opens nothing.
-- The defaults serve rows of the release before, which runs beside this one for a while.
alter table sessions
  add column id         text not null default 'ses_' || substr(replace(gen_random_uuid()::text, '-', ''), 1, 20),
  add column proven_at  timestamptz,               -- when the person last proved who they are; null = at created_at
  add column method     text not null default 'password'
    check (method in ('password', 'code', 'recovery_code', 'passkey', 'link'));
create unique index sessions_id on sessions (id);

-- A password under 15 characters is enough only beside a second factor: then the last one can't be taken away.
alter table users add column password_needs_second_factor boolean not null default false;

-- The second step of signing in waits under this, known by the hash of a cookie.
create table pending_sign_ins (
  secret_hash  bytea primary key,
  user_id      text not null references users (id),
  tries        integer not null default 0,
  created_at   timestamptz not null,
  expires_at   timestamptz not null
);
grant select, insert, update, delete on pending_sign_ins to pit_app;

create table totp_secrets (
  user_id        text primary key references users (id),
  secret_sealed  bytea not null,                   -- lib/sealed.ts, bound to this row and to version
  version        integer not null,
  confirmed_at   timestamptz,                      -- null: shown, and not yet proven by a code
  last_step      bigint,                           -- the 30-second step of the last code taken: none is taken twice
  created_at     timestamptz not null
);
grant select, insert, update, delete on totp_secrets to pit_app;

create table recovery_codes (
  user_id     text not null references users (id),
  code_hash   bytea not null,                      -- HMAC-SHA-256 under the pepper
  used_at     timestamptz,
  created_at  timestamptz not null,
  primary key (user_id, code_hash)
);
grant select, insert, update, delete on recovery_codes to pit_app;

create table passkeys (
  id             text primary key,
  user_id        text not null references users (id),
  credential_id  text not null unique,             -- base64url, as browsers send it
  public_key     bytea not null,                   -- COSE
  counter        bigint not null,                  -- of signatures; one that does not grow tells of a copy
  transports     text[] not null default '{}',
  name           text not null,
  is_synced      boolean not null,                 -- kept by the maker's cloud, so on several machines
  created_at     timestamptz not null,
  last_used_at   timestamptz
);
create index passkeys_user on passkeys (user_id, created_at);
grant select, insert, update, delete on passkeys to pit_app;

-- Challenges carry their own end and MAC, so that asking for one writes nothing; a used one is remembered until that end.
create table spent_challenges (
  challenge_hash  bytea primary key,
  expires_at      timestamptz not null
);
grant select, insert, delete on spent_challenges to pit_app;
