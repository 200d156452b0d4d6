-- What users say of themselves, their sessions one by one, and passwords that have to be replaced.

alter table users
  -- A free word for what he is: Supervisor N1.
  add title text not null default '',
  -- How the page speaks and looks for him: what is missing is the browser's own.
  add preferences jsonb not null default '{}',
  -- Of a password that a machine made for him: until when it opens the door to one of his own. Null: it is his own.
  add password_expires_at timestamptz;
create index users_by_email on users (lower(email)) where email is not null;

alter table sessions add id integer generated always as identity unique;

-- Sent by e-mail: who has the link chooses a password, once.
create table password_links (
  -- SHA-256: whoever reads the table cannot use it.
  token_hash bytea primary key check (length(token_hash) = 32),
  user_id integer not null references users on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index password_links_by_user on password_links (user_id);
