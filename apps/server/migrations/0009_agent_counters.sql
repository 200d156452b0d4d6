-- Whose calls there were, and what adds up of agents.

-- A member whom a visit rang or who answered it, from his first ring to the end of his talk; and a phone that had a part in a
-- call without a queue.
create table agent_calls (
  pbx text not null,
  -- Of which visit: its key. Or of which call: its linkedid, and 0.
  called_at timestamptz not null,
  uniqueid text not null,
  visit smallint not null,
  -- As the visit names him; an attempt's name is that of the session at its phone.
  interface text,
  agent text,
  -- No foreign key, as in visits. Null: a phone of nobody whom we know.
  agent_id integer,
  from_at timestamptz not null,
  -- As far as anything of it is known; while it goes on it grows.
  to_at timestamptz not null,
  open boolean not null
) partition by range (called_at);
create index agent_calls_by_visit on agent_calls (called_at, uniqueid, visit);
create index agent_calls_by_agent on agent_calls (agent_id, from_at) where agent_id is not null;

-- What adds up of an agent in a quarter of an hour: the sum of his calls and of those intervals that are over, in the
-- transaction of their rows. Packed as core's `packAgentCounters` does; a quarter with nothing in it has no row.
create table agent_counters (
  pbx text not null,
  agent_id integer not null,
  from_at timestamptz not null,
  counters jsonb not null,
  primary key (agent_id, from_at, pbx)
);
create index agent_counters_by_time on agent_counters (from_at);
