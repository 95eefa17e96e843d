-- Failures to sign in, counted for all nodes together: with each node counting for itself, N of them gave a guesser N times as
-- many tries, and a restart all of them anew.
create table sign_in_failures (
  key         bytea primary key,                   -- SHA-256 of what is limited: it names nobody
  failures    integer not null,
  last_at     timestamptz not null,
  expires_at  timestamptz not null                 -- from then on as if it were not there
);
create index sign_in_failures_expiry on sign_in_failures (expires_at);
grant select, insert, update, delete on sign_in_failures to pit_app;
