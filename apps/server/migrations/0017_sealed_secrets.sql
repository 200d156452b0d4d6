-- Secrets of PBXs are sealed with a key that is kept outside of the database.

alter table pbxs
  -- Sealed; null: none. What queue_log holds besides may be read by anybody.
  add queue_log_secret text,
  -- False: kept by an earlier version, whose secrets (also the one inside queue_log) are plain until the server's next start.
  add secret_sealed boolean not null default false;
