-- Who is told what, and by which way: notices, their queue, people's choices, outgoing mail, calendar feeds.

-- What timers have said once: a reminder of a stage, an expiry. The key names the occasion.
create table occasions (
  account_id  text not null references accounts (id),
  key         text not null,
  at          timestamptz not null,
  primary key (account_id, key)
);
create index occasions_age on occasions (at);
select guard_tenant_table('occasions', 'select, insert, delete');

-- Events of which people must still be told; written in the transaction of the event.
create table notice_queue (
  account_id  text not null,
  event_id    text not null,
  queued_at   timestamptz not null,
  primary key (account_id, event_id),
  foreign key (account_id, event_id) references events (account_id, id) on delete cascade
);
create index notice_queue_order on notice_queue (queued_at);
select guard_tenant_table('notice_queue', 'select, insert, delete');

-- Outgoing mail. A row is claimed by a lease; `tries` is the fence: who claimed it later writes the result.
create table mails (
  account_id   text not null references accounts (id),
  id           text not null,
  recipient    text not null,
  subject      text not null,
  text_body    text not null,
  html_body    text not null,
  tries        integer not null default 0,
  next_try_at  timestamptz not null,
  lease_until  timestamptz,
  sent_at      timestamptz,
  given_up_at  timestamptz,
  last_error   text,                               -- the kind of failure and the server's answer code, never its text
  created_at   timestamptz not null,
  primary key (account_id, id)
);
create index mails_due on mails (next_try_at) where sent_at is null and given_up_at is null;
select guard_tenant_table('mails');

create table notifications (
  account_id      text not null references accounts (id),
  id              text not null,
  user_id         text not null references users (id),
  event_id        text not null,                   -- no foreign key: a notice outlives the outbox
  type            text not null,                   -- the event's type
  kind            text not null,                   -- what a person chooses channels by
  integration_id  text,
  title           text not null,
  sentence        text not null,
  is_in_app       boolean not null,
  mail_due_at     timestamptz,                     -- null: no mail is wanted; cleared when a mail carries it
  mail_id         text,
  created_at      timestamptz not null,
  read_at         timestamptz,
  primary key (account_id, id),
  unique (account_id, user_id, event_id),
  foreign key (account_id, mail_id) references mails (account_id, id) on delete set null (mail_id)
);
create index notifications_list on notifications (account_id, user_id, created_at desc, id desc);
create index notifications_unread on notifications (account_id, user_id) where read_at is null and is_in_app;
create index notifications_to_mail on notifications (mail_due_at) where mail_due_at is not null;
create index notifications_mail on notifications (account_id, mail_id) where mail_id is not null;
create index notifications_age on notifications (created_at);
select guard_tenant_table('notifications');

-- What deviates from the defaults in domain/notice.ts.
create table notification_preferences (
  account_id  text not null,
  user_id     text not null,
  kind        text not null,
  channel     text not null check (channel in ('inApp', 'email')),
  is_wanted   boolean not null,
  primary key (account_id, user_id, kind, channel),
  foreign key (account_id, user_id) references memberships (account_id, user_id) on delete cascade
);
select guard_tenant_table('notification_preferences');

-- A person's secret address of an account's due dates. The secret itself is nowhere.
create table calendar_feeds (
  account_id    text not null,
  user_id       text not null,
  token_hash    bytea not null unique,             -- SHA-256: the secret carries 190 random bits of its own
  last4         text not null,
  created_at    timestamptz not null,
  last_read_at  timestamptz,
  primary key (account_id, user_id),
  foreign key (account_id, user_id) references memberships (account_id, user_id) on delete cascade
);
select guard_tenant_table('calendar_feeds');

-- What a timer has last done, so that of many nodes one does it.
create table timer_turns (
  name    text primary key,
  ran_at  timestamptz not null
);
grant select, insert, update on timer_turns to pit_app;

create index tokens_expiring on tokens (expires_at) where ended_at is null and role = 'current' and expires_at is not null;
create index integrations_expiring on integrations (expires_at) where deleted_at is null and expires_at is not null;

-- A client's rhythm, so that a weekly job is not taken for gone after two days.
alter table clients
  add column visits          integer not null default 1,  -- uses with at least an hour between them
  add column gap_longest_ms  bigint not null default 0;   -- the longest pause between two of them
