-- What people say of pauses and of queues, which Asterisk does not know.

create table pause_types (
  id integer generated always as identity primary key,
  name text not null,
  -- The name as names are compared: by the program, whose letters are those of every language.
  key text not null,
  -- Minutes in a day; null: as long as one likes.
  daily_minutes integer check (daily_minutes between 1 and 1440),
  productive boolean not null,
  active boolean not null default true,
  position integer not null,
  changed_at timestamptz not null,
  -- Records tell of it still, by its name: what it was is kept.
  removed_at timestamptz
);
create unique index pause_types_by_key on pause_types (key) where removed_at is null;

insert into pause_types (name, key, productive, position, changed_at)
values ('Default Pause', 'default pause', false, 0, now());

-- A queue's own; what is null in it is as the site's defaults, in settings, are.
create table queue_settings (
  pbx text not null,
  queue text not null,
  settings jsonb not null,
  changed_at timestamptz not null,
  primary key (pbx, queue)
);
