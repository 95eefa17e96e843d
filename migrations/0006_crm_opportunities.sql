-- API v2.0: opportunities, why they are lost, and how many there are. docs/adr/0009 says what the indexes are for.

create table crm_lost_reasons (
  account_id  text not null references accounts (id),
  id          text not null,
  name        text not null,
  deleted_at  timestamptz,                         -- no longer offered; opportunities lost for it keep it
  created_at  timestamptz not null,
  updated_at  timestamptz not null,
  primary key (account_id, id)
);
create unique index crm_lost_reasons_name on crm_lost_reasons (account_id, lower(name)) where deleted_at is null;
select guard_tenant_table('crm_lost_reasons');

-- An opportunity stands on a stage of its own pipeline: the foreign key below needs the pair to be a key.
alter table crm_pipeline_stages add unique (account_id, pipeline_id, id);

create table crm_opportunities (
  account_id             text not null references accounts (id),
  id                     text not null,
  name                   text not null,
  pipeline_id            text not null,
  pipeline_stage_id      text not null,
  status                 text not null check (status in ('open', 'won', 'lost', 'abandoned')),
  monetary_value         numeric not null default 0,
  source                 text,
  contact_id             text,                     -- null: the published upsert names no contact
  assigned_to            text,                     -- wire id of a user
  followers              text[] not null default '{}',  -- wire ids of users
  lost_reason_id         text check (lost_reason_id is null or status = 'lost'),
  custom_values          jsonb not null default '{}',   -- value by id of crm_custom_fields
  search_text            text not null,            -- own name, then the lines of the contact's search_text
  last_status_change_at  timestamptz not null,
  last_stage_change_at   timestamptz not null,
  created_at             timestamptz not null,
  updated_at             timestamptz not null,
  primary key (account_id, id),
  foreign key (account_id, pipeline_id, pipeline_stage_id) references crm_pipeline_stages (account_id, pipeline_id, id),
  foreign key (account_id, contact_id) references crm_contacts (account_id, id) on delete cascade,
  foreign key (account_id, lost_reason_id) references crm_lost_reasons (account_id, id)
);
create index crm_opportunities_added on crm_opportunities (account_id, created_at desc, id desc);
create index crm_opportunities_changed on crm_opportunities (account_id, updated_at desc, id desc);
create index crm_opportunities_status_changed on crm_opportunities (account_id, last_status_change_at desc, id desc);
create index crm_opportunities_stage_changed on crm_opportunities (account_id, last_stage_change_at desc, id desc);
create index crm_opportunities_value on crm_opportunities (account_id, monetary_value desc, id desc);
create index crm_opportunities_status on crm_opportunities (account_id, status, created_at desc, id desc);
create index crm_opportunities_pipeline on crm_opportunities (account_id, pipeline_id, created_at desc, id desc);
create index crm_opportunities_pipeline_status on crm_opportunities (account_id, pipeline_id, status, created_at desc, id desc);
create index crm_opportunities_stage on crm_opportunities (account_id, pipeline_stage_id, created_at desc, id desc);
create index crm_opportunities_stage_status on crm_opportunities (account_id, pipeline_stage_id, status, created_at desc, id desc);
create index crm_opportunities_contact on crm_opportunities (account_id, contact_id, created_at desc, id desc) where contact_id is not null;
create index crm_opportunities_owner on crm_opportunities (account_id, assigned_to, created_at desc, id desc) where assigned_to is not null;
create index crm_opportunities_owner_status on crm_opportunities (account_id, assigned_to, status, created_at desc, id desc) where assigned_to is not null;
create index crm_opportunities_name on crm_opportunities (account_id, split_part(search_text, E'\n', 1), id);
create index crm_opportunities_text on crm_opportunities using gin (search_text gin_trgm_ops);
create index crm_opportunities_followers on crm_opportunities using gin (followers);
create index crm_opportunities_custom on crm_opportunities using gin (custom_values jsonb_path_ops);
select guard_tenant_table('crm_opportunities');

-- For searches, as crm_contacts_search: operators that are not leakproof use no index behind row-level security.
create view crm_opportunities_search as
  select * from crm_opportunities where account_id = current_setting('app.account_id', true);
grant select on crm_opportunities_search to pit_app;

-- A renamed contact is found under its new name by its opportunities, too, whoever renames it.
create function refresh_opportunity_text() returns trigger language plpgsql as $$
begin
  update crm_opportunities set search_text = split_part(search_text, E'\n', 1) || E'\n' || new.search_text
   where account_id = new.account_id and contact_id = new.id;
  return null;
end $$;
create trigger crm_contacts_opportunity_text after update of search_text on crm_contacts for each row
  when (old.search_text is distinct from new.search_text) execute function refresh_opportunity_text();

-- How many opportunities stand where. Searches say an exact total with every page, and counting a million rows for it
-- took 20 times as long as finding the page. The sum over the shards is the number: writers of one stage would otherwise
-- wait for each other.
create table crm_opportunity_counts (
  account_id         text not null references accounts (id),
  pipeline_id        text not null,
  pipeline_stage_id  text not null,
  status             text not null,
  shard              integer not null,
  total              bigint not null,              -- may be negative in one shard
  primary key (account_id, pipeline_id, pipeline_stage_id, status, shard)
);
select guard_tenant_table('crm_opportunity_counts', 'select, insert, update');

-- Per statement, so that a COPY of a million rows writes a handful of counts; in one order, so that two never deadlock.
create function count_opportunities_moved() returns trigger language plpgsql as $$
begin
  insert into crm_opportunity_counts as counted (account_id, pipeline_id, pipeline_stage_id, status, shard, total)
  select account_id, pipeline_id, pipeline_stage_id, status, pg_backend_pid() % 8, sum(change)
    from (select account_id, pipeline_id, pipeline_stage_id, status, 1 as change from arrived
          union all
          select account_id, pipeline_id, pipeline_stage_id, status, -1 from left_behind) as moved
   group by account_id, pipeline_id, pipeline_stage_id, status having sum(change) <> 0
   order by account_id, pipeline_id, pipeline_stage_id, status
  on conflict (account_id, pipeline_id, pipeline_stage_id, status, shard)
  do update set total = counted.total + excluded.total;
  return null;
end $$;
create trigger crm_opportunities_counted_moves after update on crm_opportunities
  referencing new table as arrived old table as left_behind
  for each statement execute function count_opportunities_moved();

-- The argument is the sign: 1 for rows that came, -1 for rows that went.
create function count_opportunities() returns trigger language plpgsql as $$
begin
  insert into crm_opportunity_counts as counted (account_id, pipeline_id, pipeline_stage_id, status, shard, total)
  select account_id, pipeline_id, pipeline_stage_id, status, pg_backend_pid() % 8, count(*) * tg_argv[0]::integer
    from changed
   group by account_id, pipeline_id, pipeline_stage_id, status
   order by account_id, pipeline_id, pipeline_stage_id, status
  on conflict (account_id, pipeline_id, pipeline_stage_id, status, shard)
  do update set total = counted.total + excluded.total;
  return null;
end $$;
create trigger crm_opportunities_counted_in after insert on crm_opportunities
  referencing new table as changed for each statement execute function count_opportunities('1');
create trigger crm_opportunities_counted_out after delete on crm_opportunities
  referencing old table as changed for each statement execute function count_opportunities('-1');
