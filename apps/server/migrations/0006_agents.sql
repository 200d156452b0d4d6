-- Who answers: people by their codes, and whoever nobody said yet who he is.

create table agents (
  id integer generated always as identity primary key,
  -- Null: nobody said yet who he is.
  code integer unique check (code > 0),
  name text not null,
  created_at timestamptz not null,
  changed_at timestamptz not null
);

-- By what a PBX names them.
create table agent_aliases (
  pbx text not null,
  -- name: of a member, as it stands. phone: a fixed one's, in small letters.
  kind text not null check (kind in ('name', 'phone')),
  alias text not null,
  agent_id integer not null references agents on delete cascade,
  primary key (pbx, kind, alias)
);
create index agent_aliases_by_agent on agent_aliases (agent_id);

-- Whose the row is. No foreign key: it would lock the agent's row for each of thousands of rows.
alter table visits add agent_id integer;
alter table agent_intervals add agent_id integer;
create index visits_by_agent on visits (agent_id, counted_at) where agent_id is not null;
create index agent_intervals_by_agent_id on agent_intervals (agent_id, to_at) where agent_id is not null;
