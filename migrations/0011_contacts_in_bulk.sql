-- Files of contacts on their way in: what was asked for, how far it has come, and which rows could not be taken.

create table contact_imports (
  account_id    text not null references accounts (id),
  id            text not null,
  file_name     text not null,
  file_hash     bytea not null,                    -- SHA-256 of the file and of what was asked for: the same again is the same import
  size_bytes    integer not null,
  settings      jsonb not null,                    -- onDuplicate, isDryRun, delimiter, columns
  state         text not null check (state in ('waiting', 'running', 'finished', 'failed', 'cancelled')),
  rows_total    integer not null,
  rows_done     integer not null default 0,        -- committed with the contacts of those rows: here a new run goes on
  created       integer not null default 0,
  updated       integer not null default 0,
  skipped       integer not null default 0,
  failed        integer not null default 0,
  fault         text,                              -- why the whole of it failed
  worker_id     text,                              -- who runs it, until the lease is over
  lease_until   timestamptz,
  created_by    jsonb not null,
  created_at    timestamptz not null,
  started_at    timestamptz,
  finished_at   timestamptz,
  primary key (account_id, id)
);
create index contact_imports_list on contact_imports (account_id, created_at desc, id desc);
create index contact_imports_same on contact_imports (account_id, file_hash);
create index contact_imports_open on contact_imports (created_at) where state in ('waiting', 'running');
select guard_tenant_table('contact_imports');

-- The file itself, until the import has ended.
create table contact_import_parts (
  account_id  text not null,
  import_id   text not null,
  number      integer not null,
  bytes       bytea not null,
  primary key (account_id, import_id, number),
  foreign key (account_id, import_id) references contact_imports (account_id, id) on delete cascade
);
alter table contact_import_parts alter column bytes set storage external;
select guard_tenant_table('contact_import_parts');

create table contact_import_faults (
  account_id   text not null,
  import_id    text not null,
  row_number   integer not null,                   -- as a spreadsheet counts them: the header is row 1
  place        integer not null,                   -- of the column in the file, from 0
  column_name  text not null,
  value        text not null,                      -- as it stands in the file
  problem      text not null,
  primary key (account_id, import_id, row_number, place),
  foreign key (account_id, import_id) references contact_imports (account_id, id) on delete cascade
);
select guard_tenant_table('contact_import_faults');

-- How many contacts an account has, in eight shards, so that writers seldom wait for each other. Counting a million for every
-- page of a list took 90 ms.
create table crm_contact_counts (
  account_id  text not null references accounts (id),
  shard       integer not null,
  total       bigint not null,                     -- may be negative in one shard
  primary key (account_id, shard)
);
select guard_tenant_table('crm_contact_counts', 'select, insert, update');

insert into crm_contact_counts (account_id, shard, total) select account_id, 0, count(*) from crm_contacts group by account_id;

-- Once a statement, so that a COPY of a million rows writes a handful of counts. The argument is the sign.
create function count_contacts() returns trigger language plpgsql as $$
begin
  insert into crm_contact_counts as counted (account_id, shard, total)
  select account_id, pg_backend_pid() % 8, count(*) * tg_argv[0]::integer from changed group by account_id order by account_id
  on conflict (account_id, shard) do update set total = counted.total + excluded.total;
  return null;
end $$;
create trigger crm_contacts_counted_in after insert on crm_contacts
  referencing new table as changed for each statement execute function count_contacts('1');
create trigger crm_contacts_counted_out after delete on crm_contacts
  referencing old table as changed for each statement execute function count_contacts('-1');

-- Orders that the published search names, beside the dates: a line of the search text, and the id behind it.
create index crm_contacts_by_name on crm_contacts (account_id, split_part(search_text, E'\n', 1), id);
create index crm_contacts_by_first_name on crm_contacts (account_id, split_part(search_text, E'\n', 2), id);
create index crm_contacts_by_last_name on crm_contacts (account_id, split_part(search_text, E'\n', 3), id);
create index crm_contacts_by_email on crm_contacts (account_id, split_part(search_text, E'\n', 4), id);
