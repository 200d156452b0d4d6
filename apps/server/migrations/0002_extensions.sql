-- The phone that a user listens with, by PBX.
create table user_extensions (
  user_id integer not null references users on delete cascade,
  -- A PBX of the environment is in no table.
  pbx text not null,
  interface text not null,
  changed_at timestamptz not null,
  primary key (user_id, pbx)
);
