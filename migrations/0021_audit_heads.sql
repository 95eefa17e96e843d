-- An entry is numbered, hashed and written in one statement, which needs the hash before its own. Empty until an account's next entry.
alter table audit_heads add column prev_hash bytea;
