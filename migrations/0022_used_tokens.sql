-- When an integration was last used, whichever of its tokens it was: of one that rotates every hour nearly all have ended.
create index tokens_used on tokens (account_id, integration_id, last_used_at) where last_used_at is not null;
