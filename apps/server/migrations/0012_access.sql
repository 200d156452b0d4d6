-- Who may see and do what: of users, and of tokens for programs.

create table queue_groups (
  id integer generated always as identity primary key,
  name text not null,
  created_at timestamptz not null,
  changed_at timestamptz not null
);
create unique index queue_groups_by_name on queue_groups (lower(name));
create table queue_group_queues (
  group_id integer not null references queue_groups on delete cascade,
  pbx text not null,
  queue text not null,
  primary key (group_id, pbx, queue)
);

create table agent_groups (
  id integer generated always as identity primary key,
  name text not null,
  created_at timestamptz not null,
  changed_at timestamptz not null
);
create unique index agent_groups_by_name on agent_groups (lower(name));
create table agent_group_agents (
  group_id integer not null references agent_groups on delete cascade,
  agent_id integer not null references agents on delete cascade,
  primary key (group_id, agent_id)
);
create index agent_group_agents_by_agent on agent_group_agents (agent_id);

create table accesses (
  id integer generated always as identity primary key,
  role text not null check (role in ('administrator', 'supervisor', 'quality', 'wallboard', 'integrator', 'custom')),
  -- By feature, of the role custom: what the ready ones may do is told by the program.
  permissions jsonb not null default '{}',
  spying text[] not null default '{}',
  all_queues boolean not null,
  all_agents boolean not null
);
-- Where not all: these, and what is in these groups.
create table access_queues (
  access_id integer not null references accesses on delete cascade,
  pbx text not null,
  queue text not null,
  primary key (access_id, pbx, queue)
);
create table access_queue_groups (
  access_id integer not null references accesses on delete cascade,
  group_id integer not null references queue_groups on delete cascade,
  primary key (access_id, group_id)
);
create table access_agents (
  access_id integer not null references accesses on delete cascade,
  agent_id integer not null references agents on delete cascade,
  primary key (access_id, agent_id)
);
create index access_agents_by_agent on access_agents (agent_id);
create table access_agent_groups (
  access_id integer not null references accesses on delete cascade,
  group_id integer not null references agent_groups on delete cascade,
  primary key (access_id, group_id)
);

alter table users
  add full_name text not null default '',
  add email text,
  add access_id integer references accesses,
  -- Null: he may sign in.
  add disabled_at timestamptz,
  add seen_at timestamptz;

-- All of them are administrators.
with made as (
  insert into accesses (role, all_queues, all_agents) select role, true, true from users returning id
), numbered as (
  select id, row_number() over (order by id) as n from made
)
update users set access_id = numbered.id
from numbered, (select id, row_number() over (order by id) as n from users) as kept
where users.id = kept.id and kept.n = numbered.n;
alter table users alter access_id set not null, drop column role;
create unique index users_by_access on users (access_id);

create table api_tokens (
  id integer generated always as identity primary key,
  name text not null,
  -- SHA-256: whoever reads the table cannot use it.
  token_hash bytea not null unique check (length(token_hash) = 32),
  -- Whose it is: it may never do more than he.
  user_id integer not null references users on delete cascade,
  access_id integer not null unique references accesses,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  used_at timestamptz,
  used_address text
);
create index api_tokens_by_user on api_tokens (user_id);
