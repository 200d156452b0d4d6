-- What became of every caller in every queue, how far the journal of each PBX has been recorded, and when it was watched.

create table visits (
  pbx text not null,
  -- When the caller's channel began: a part of its uniqueid, so that the key alone leads to the partition.
  called_at timestamptz not null,
  uniqueid text not null,
  -- The n-th of that uniqueid over all queues.
  visit smallint not null,
  queue text not null,
  linkedid text,
  caller_number text,
  caller_name text,
  entered_at timestamptz,
  outcome text check (outcome in ('answered', 'abandoned', 'timeout', 'exit_key', 'exit_empty', 'withdrawn', 'lost', 'refused')),
  ended_by text check (ended_by in ('agent', 'caller', 'transfer')),
  interface text,
  agent text,
  answered_at timestamptz,
  ended_at timestamptz,
  wait_ms integer,
  ring_ms integer,
  talk_ms integer,
  hold_ms integer,
  position smallint,
  -- Each ring: [interface, start and end in ms from entered_at, result].
  attempts jsonb not null,
  csat smallint check (csat between 1 and 5),
  provisional boolean not null,
  notes text[] not null,
  -- The caller still waits or talks.
  open boolean not null,
  primary key (pbx, called_at, uniqueid, visit)
) partition by range (called_at);
create index visits_by_entry on visits (entered_at);
create index visits_by_queue on visits (pbx, queue, entered_at);
create index visits_open on visits (pbx) where open;

-- The number of the last event of a PBX's journal that is recorded, in the transaction of what it made.
create table journal_positions (
  pbx text primary key,
  -- Of which journal: one that begins anew counts from 1 again.
  journal uuid not null,
  number bigint not null,
  recorded_at timestamptz not null
);

-- From when to when a PBX was watched: between two of them visits may have been missed.
create table watches (
  pbx text not null,
  from_at timestamptz not null,
  -- As far as is known: it grows while the watch goes on.
  to_at timestamptz not null,
  primary key (pbx, from_at)
);
