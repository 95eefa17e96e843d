-- The keys behind X-GHL-Signature: one of the whole server, whatever the number of its nodes. No tenant's table.
create table webhook_keys (
  id              text primary key,                -- public: stands in the signature's key list
  public_key      bytea not null,                  -- SPKI, DER
  private_sealed  bytea not null,                  -- PKCS #8, sealed under the key encryption key
  active_from     timestamptz not null,            -- published from its making on, signs from here on
  retired_at      timestamptz,                     -- no longer published
  created_at      timestamptz not null
);
grant select, insert, update on webhook_keys to pit_app;
