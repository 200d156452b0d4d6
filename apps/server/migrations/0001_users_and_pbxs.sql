-- Who signs in, which PBXs there are, and what was changed by whom.

create table users (
  id integer generated always as identity primary key,
  name text not null,
  role text not null check (role in ('administrator')),
  -- argon2id in the PHC form.
  password_hash text not null,
  created_at timestamptz not null,
  changed_at timestamptz not null
);
create unique index users_by_name on users (lower(name));

create table sessions (
  -- SHA-256 of the token: whoever reads the table cannot sign in with it.
  token_hash bytea primary key check (length(token_hash) = 32),
  user_id integer not null references users on delete cascade,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  address text,
  user_agent text
);
create index sessions_by_user on sessions (user_id);
create index sessions_by_expiry on sessions (expires_at);

create table pbxs (
  id text primary key,
  name text not null,
  host text not null,
  port integer not null check (port between 1 and 65535),
  username text not null,
  secret text not null,
  tls boolean not null,
  created_at timestamptz not null,
  changed_at timestamptz not null
);

create table settings (
  name text primary key,
  value jsonb not null,
  changed_at timestamptz not null
);

create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  -- The name is kept as it was: a user may be renamed or go.
  user_id integer references users on delete set null,
  user_name text,
  action text not null,
  target text,
  detail jsonb not null default '{}',
  address text
);
create index audit_by_time on audit (at desc, id desc);
