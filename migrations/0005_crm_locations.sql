-- What an account keeps beside its contacts: tags, custom fields, custom values, pipelines.

create table crm_tags (
  account_id  text not null references accounts (id),
  id          text not null,
  name        text not null,                       -- lower case, as on contacts
  created_at  timestamptz not null,
  primary key (account_id, id)
);
create unique index crm_tags_name on crm_tags (account_id, name);
select guard_tenant_table('crm_tags');

create table crm_custom_fields (
  account_id                text not null references accounts (id),
  id                        text not null,
  model                     text not null check (model in ('contact', 'opportunity')),
  name                      text not null,
  field_key                 text not null,         -- contact.favourite_colour: made once, kept when the field is renamed
  data_type                 text not null,
  placeholder               text,
  position                  integer not null default 0,
  picklist_options          text[],                -- null: a type without options
  picklist_image_options    text[],
  prefill_values            jsonb not null default '{}',  -- TEXTBOX_LIST: label to prefilled text
  is_custom_option_allowed  boolean,
  accepted_formats          text[],                -- FILE_UPLOAD: endings such as .pdf
  is_multi_file_allowed     boolean,
  file_count_max            integer,
  created_at                timestamptz not null,
  updated_at                timestamptz not null,
  primary key (account_id, id),
  unique (account_id, field_key)
);
create unique index crm_custom_fields_name on crm_custom_fields (account_id, model, lower(name));
select guard_tenant_table('crm_custom_fields');

create table crm_custom_values (
  account_id  text not null references accounts (id),
  id          text not null,
  name        text not null,
  field_key   text not null,                       -- the word in {{ custom_values.word }}, kept when renamed
  value       text not null,
  created_at  timestamptz not null,
  updated_at  timestamptz not null,
  primary key (account_id, id),
  unique (account_id, field_key)
);
create unique index crm_custom_values_name on crm_custom_values (account_id, lower(name));
select guard_tenant_table('crm_custom_values');

create table crm_pipelines (
  account_id          text not null references accounts (id),
  id                  text not null,
  name                text not null,
  position            integer not null,
  show_in_funnel      boolean not null default true,
  show_in_pie_chart   boolean not null default true,
  color_render_mode   text not null default 'dot' check (color_render_mode in ('dot', 'bg-tint', 'none')),
  created_at          timestamptz not null,
  updated_at          timestamptz not null,
  primary key (account_id, id)
);
select guard_tenant_table('crm_pipelines');

create table crm_pipeline_stages (
  account_id         text not null,
  id                 text not null check (id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'),  -- a uuid, unlike every other id here
  pipeline_id        text not null,
  name               text not null,
  position           integer not null,
  show_in_funnel     boolean not null default true,
  show_in_pie_chart  boolean not null default true,
  primary key (account_id, id),
  foreign key (account_id, pipeline_id) references crm_pipelines (account_id, id) on delete cascade
);
create index crm_pipeline_stages_pipeline on crm_pipeline_stages (account_id, pipeline_id, position);
select guard_tenant_table('crm_pipeline_stages');

-- An agency's token may read the users of its own locations (GET /users/search). The accounts inside are walled too, so
-- no other agency's membership can match.
create policy agency_reads_locations on memberships for select using (exists (
  select 1 from accounts
   where accounts.id = memberships.account_id and accounts.parent_id = current_setting('app.account_id', true)));
