-- A link by which a person takes another e-mail address. It is good once and for a day; the address stays what it was until then.
create table email_changes (
  secret_hash  bytea primary key,
  user_id      text not null unique references users (id),   -- a newer link ends the one before
  email        text not null,                                -- the new address; it may be somebody else's: that is told on its letter alone
  created_by   jsonb not null,
  created_at   timestamptz not null,
  expires_at   timestamptz not null
);
grant select, insert, delete on email_changes to pit_app;
