-- Of an integration that rotates every hour nearly all tokens have ended: each change, and each node that follows it, reads the
-- one or two that have not.
create index tokens_unended on tokens (account_id, integration_id) where ended_at is null;
