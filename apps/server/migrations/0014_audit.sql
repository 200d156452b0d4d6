-- Whoever did it, as he was then: a user may be renamed, or go.

alter table audit
  drop constraint audit_user_id_fkey,
  add user_email text,
  -- The name of the API token; null: a session, or nobody.
  add token_name text,
  add user_agent text,
  -- Of the row that this one says more of: what became of an action that was written down before it was tried.
  add of_id bigint;
create index audit_by_first on audit (of_id) where of_id is not null;
