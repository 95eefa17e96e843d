/** Everything that a copy could trip over: circles, odd names, triggers, partitions, policies, sequences. */
export const SCHEMA = `
  create table migrations (version integer primary key);
  insert into migrations values (7);
  create table node (id bigint generated always as identity primary key, parent bigint references node, note text);
  create table circle_a (id integer primary key, b integer);
  create table circle_b (id integer primary key, a integer not null references circle_a on delete cascade);
  alter table circle_a add constraint a_to_b foreign key (b) references circle_b deferrable initially deferred;
  create table "odd ""name" ("the column" text, words text[], grid integer[][], raw bytea, doc jsonb, amount numeric,
    at timestamptz, span interval, ratio double precision, twice integer generated always as (length("the column") * 2) stored);
  create table changed (id integer primary key, touched integer not null default 0);
  create function touch() returns trigger language plpgsql as $$ begin new.touched := new.touched + 1; return new; end $$;
  create trigger touch before insert on changed for each row execute function touch();
  create trigger touch_always after insert on changed for each row execute function touch();
  alter table changed enable always trigger touch_always;
  create table calls (day date not null, n integer) partition by range (day);
  create table calls_1 partition of calls for values from ('2026-01-01') to ('2026-01-02');
  create table calls_2 partition of calls for values from ('2026-01-02') to ('2026-01-03');
  create table walled (account text, secret text);
  alter table walled enable row level security;
  create policy wall on walled using (account = current_setting('app.account', true));
  create sequence loose start 10 increment 5;
`

export const ROWS = `
  insert into node (note) values ('root'), (E'tab\\tnew\\nline\\\\N'), (null), ('');
  insert into node (parent, note) values (1, 'child ☃ 𝄞');
  begin; insert into circle_a values (1, 2); insert into circle_b values (2, 1); commit;
  insert into "odd ""name" values ('x', '{a,NULL,"{b}"}', '{{1,2},{3,4}}', '\\x00ff5c0a', '{"k": [1.10, "\\u2603"]}',
    12345678901234567890.123456789, '2026-03-29 01:59:59.123456+00', '1 mon 2 days 03:04:05.6', 0.1 + 0.2);
  insert into changed (id) select generate_series(1, 1000);
  insert into calls values ('2026-01-01', 1), ('2026-01-02', 2), ('2026-01-02', 3);
  insert into walled values ('a', 'one'), ('b', 'two');
  select nextval('loose'), nextval('loose');
  insert into migrations values (8);
`
