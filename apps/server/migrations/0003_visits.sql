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
  survey_offered boolean,
  csat smallint check (csat between 1 and 5),
  provisional boolean not null,
  notes text[] not null,
  -- The caller still waits or talks.
  open boolean not null,
  -- By what it is counted: its entry, or the first that is known of it.
  counted_at timestamptz generated always as (coalesce(entered_at, answered_at, ended_at, called_at)) stored,
  primary key (pbx, called_at, uniqueid, visit)
) partition by range (called_at);
create index visits_by_time on visits (counted_at);
create index visits_by_queue on visits (pbx, queue, counted_at);
create index visits_open on visits (pbx) where open;

-- What adds up of the visits of a queue in a quarter of an hour; always the sum of its visits, in the same transaction.
-- A span has its count, sum and maximum; of waits there is each, in whole seconds begun, in order.
create table queue_counters (
  pbx text not null,
  queue text not null,
  from_at timestamptz not null,
  offered integer not null,
  answered integer not null,
  abandoned integer not null,
  timeout integer not null,
  exit_key integer not null,
  exit_empty integer not null,
  withdrawn integer not null,
  lost integer not null,
  open integer not null,
  unseen integer not null,
  ended_by_agent integer not null,
  ended_by_caller integer not null,
  ended_by_transfer integer not null,
  without_ending integer not null,
  refused integer not null,
  surveys_offered integer not null,
  answered_wait_count integer not null,
  answered_wait_ms bigint not null,
  answered_wait_max integer not null,
  abandoned_wait_count integer not null,
  abandoned_wait_ms bigint not null,
  abandoned_wait_max integer not null,
  other_wait_count integer not null,
  other_wait_ms bigint not null,
  other_wait_max integer not null,
  ring_count integer not null,
  ring_ms bigint not null,
  ring_max integer not null,
  talk_count integer not null,
  talk_ms bigint not null,
  talk_max integer not null,
  wait_and_talk_count integer not null,
  wait_and_talk_ms bigint not null,
  wait_and_talk_max integer not null,
  hold_count integer not null,
  hold_ms bigint not null,
  hold_max integer not null,
  scores integer[] not null,
  answered_waits jsonb not null,
  abandoned_waits jsonb not null,
  other_waits jsonb not null,
  primary key (pbx, queue, from_at)
);
create index queue_counters_by_time on queue_counters (from_at);

-- What agents did: stretches of a session or a pause, and rings and talks that no queue gave (those of queues are in visits).
create table agent_intervals (
  id bigint generated always as identity,
  pbx text not null,
  kind text not null check (kind in ('session', 'pause', 'ring', 'talk')),
  agent text,
  interface text,
  -- Null: of a ring or a talk.
  queue text,
  -- Of a pause.
  reason text,
  -- Where it began; where nothing tells since when, where it was first seen.
  from_at timestamptz not null,
  from_known boolean not null,
  -- Null: it goes on, or nobody saw its end.
  to_at timestamptz,
  open boolean not null,
  primary key (from_at, id)
) partition by range (from_at);
create index agent_intervals_by_agent on agent_intervals (pbx, agent, from_at);
create index agent_intervals_by_interface on agent_intervals (pbx, lower(interface), from_at);
create index agent_intervals_open on agent_intervals (pbx) where open;

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
