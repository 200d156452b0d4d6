-- Where the rows of queue_log come from, and how far each source is recorded.

-- mysql://user:secret@host/database/table?zone=… or a path.
alter table pbxs add queue_log text;

create table log_positions (
  pbx text not null,
  -- Its address without the secret, or `import/<number>`.
  source text not null,
  -- Whatever the kind of source needs to go on after the last recorded row.
  cursor jsonb not null,
  lines bigint not null,
  problems bigint not null,
  -- Of the first and the last row that were understood.
  first_at timestamptz,
  last_at timestamptz,
  -- When it was last read to its end.
  checked_at timestamptz,
  recorded_at timestamptz not null,
  primary key (pbx, source)
);

-- Lines that could not be understood, the first ones of each source.
create table log_problems (
  pbx text not null,
  -- MD5 of the whole line: told again, it is not kept twice.
  line_hash uuid not null,
  source text not null,
  -- Its beginning.
  line text not null,
  reason text not null,
  seen_at timestamptz not null,
  primary key (pbx, line_hash)
);
create index log_problems_by_source on log_problems (source, seen_at);

create table imports (
  id integer generated always as identity primary key,
  pbx text not null,
  name text not null,
  zone text not null,
  state text not null check (state in ('uploading', 'running', 'done', 'cancelled', 'failed')),
  -- Of the uploaded file, gzipped or not.
  bytes bigint not null,
  user_name text,
  created_at timestamptz not null,
  ended_at timestamptz,
  -- Why it failed.
  reason text,
  -- Of the log at its end: visits, and since when.
  visits integer,
  since timestamptz
);
