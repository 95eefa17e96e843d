-- Webhooks: where events go, which wait to be handed out, and what became of each.

create table webhook_endpoints (
  account_id              text not null references accounts (id),
  id                      text not null,
  integration_id          text not null,
  url                     text not null,
  description             text not null default '',
  events                  text[] not null,
  disabled_at             timestamptz,
  disabled_why            text check (disabled_why in ('person', 'gone', 'failing')),
  failing_since           timestamptz,             -- the first failure after the last success
  failures                integer not null default 0,  -- attempts that failed since then
  secret_sealed           bytea not null,
  secret_version          integer not null default 1,  -- bound into the seal: an older secret put back does not open
  secret_created_at       timestamptz not null,
  previous_secret_sealed  bytea,                   -- signs too until its end, so that receivers change over without a gap
  previous_secret_ends_at timestamptz,
  version                 integer not null default 1,
  created_by              jsonb not null,
  created_at              timestamptz not null,
  updated_at              timestamptz not null,
  deleted_at              timestamptz,
  primary key (account_id, id),
  foreign key (account_id, integration_id) references integrations (account_id, id),
  check ((disabled_at is null) = (disabled_why is null))
);
create index webhook_endpoints_list on webhook_endpoints (account_id, created_at desc, id desc) where deleted_at is null;
create index webhook_endpoints_integration on webhook_endpoints (account_id, integration_id);
select guard_tenant_table('webhook_endpoints');

-- Events that nobody has handed out yet. A row is deleted in the transaction that writes its deliveries, so it is handed
-- out once, whatever dies in between. Events themselves are never updated: their bodies would be written anew each time.
create table event_queue (
  account_id  text not null references accounts (id),
  seq         bigint not null,
  event_id    text not null,
  primary key (account_id, seq)
);
select guard_tenant_table('event_queue');

-- One event for one endpoint. Rows come by thousands a second and always together with their endpoint and event, which
-- the same transaction has read: foreign keys would only lock the endpoint's row anew for each of them.
create table deliveries (
  account_id       text not null,
  id               text not null,
  seq              bigint generated always as identity,
  endpoint_id      text not null,
  event_id         text not null,
  event_type       text not null,
  kind             text not null default 'event' check (kind in ('event', 'test')),
  status           text not null check (status in ('pending', 'succeeded', 'failed', 'cancelled')),
  why              text,                           -- of failed and cancelled: a word of domain/delivery.ts
  attempts         smallint not null default 0,    -- recorded ones
  attempts_before  smallint not null default 0,    -- of those, before it was sent again by hand: the schedule starts anew
  claims           smallint not null default 0,    -- since then: more claims than attempts = a node died of it
  next_attempt_at  timestamptz,                    -- while pending: when it is due; while claimed: when the claim ends
  lease_id         text,                           -- of the claim under way: a result counts only under the lease that it was claimed with
  created_at       timestamptz not null,
  finished_at      timestamptz,
  primary key (account_id, id),
  check ((status = 'pending') = (next_attempt_at is not null))
);
create index deliveries_due on deliveries (endpoint_id, next_attempt_at) where status = 'pending';
create index deliveries_list on deliveries (account_id, endpoint_id, seq desc);
create index deliveries_age on deliveries using brin (created_at);
select guard_tenant_table('deliveries');

create table delivery_attempts (
  account_id         text not null,
  delivery_id        text not null,
  number             smallint not null,
  at                 timestamptz not null,
  duration_ms        integer not null,
  url                text not null,                -- as it was then
  outcome            text not null,                -- a word of domain/delivery.ts
  status_code        smallint,
  response_headers   jsonb,
  response_body      text,                         -- the first 4 kB, secrets taken out
  primary key (account_id, delivery_id, number)
);
select guard_tenant_table('delivery_attempts');

-- What the bars of the last day are drawn from: counting attempts of a busy endpoint took seconds.
create table endpoint_hours (
  account_id      text not null,
  endpoint_id     text not null,
  hour            timestamptz not null,
  succeeded       integer not null default 0,
  failed          integer not null default 0,
  succeeded_at    timestamptz,                     -- the last one of the hour
  failed_at       timestamptz,
  primary key (account_id, endpoint_id, hour),
  foreign key (account_id, endpoint_id) references webhook_endpoints (account_id, id) on delete cascade
);
select guard_tenant_table('endpoint_hours');

-- Both are queues: rows come and go, and what scans them from the front must not wade through what is gone.
alter table event_queue set (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 5000);
alter table deliveries set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000);

-- Every event that may have a receiver is queued with it, whoever writes it; the signal goes out at the commit.
create function queue_events() returns trigger language plpgsql as $$
declare
  queued bigint;
begin
  insert into event_queue (account_id, seq, event_id)
  select e.account_id, e.seq, e.id from inserted e
   where exists (select 1 from webhook_endpoints w
                  where w.account_id = e.account_id and w.deleted_at is null and w.disabled_at is null
                    and e.type = any(w.events));
  get diagnostics queued = row_count;
  if queued > 0 then
    perform pg_notify('events', '');
  end if;
  return null;
end $$;
create trigger events_queued after insert on events
  referencing new table as inserted for each statement execute function queue_events();
create index events_feed on events (account_id, seq);
create index events_age on events using brin (created_at);
drop index events_seq;
