-- Calls with secrets that have ended: who still sends them, by source and minute. Their number is bounded per token.
create table retired_secret_uses (
  account_id       text not null,
  integration_id   text not null,
  token_id         text not null,
  network          text not null,                  -- address, IPv6 as its /64
  user_agent       text not null,
  client_name      text not null,                  -- X-Client-Name
  minute           timestamptz not null,
  operation        text not null,                  -- method and the route's pattern, of the last call of the minute
  is_known         boolean not null,               -- someone from this network had used the integration before
  calls            bigint not null,
  first_at         timestamptz not null,
  last_at          timestamptz not null,
  primary key (account_id, token_id, network, user_agent, client_name, minute),
  foreign key (account_id, token_id) references tokens (account_id, id)
);
create index retired_secret_uses_list on retired_secret_uses (account_id, integration_id, last_at desc);
create index retired_secret_uses_age on retired_secret_uses using brin (minute);
select guard_tenant_table('retired_secret_uses');

-- What each node keeps in memory: secrets that ended in the last 90 days.
create index tokens_ended on tokens (ended_at) where ended_at is not null;
