-- Agents as they are kept by people, and what was removed of them stays as a name for what they did.

alter table agents
  add email text,
  -- Where he sits, always the same; as it was typed. The alias of it, in small letters, is what he is recognised by.
  add extension_pbx text,
  add extension text,
  -- argon2id, of what a key outside the database made of it.
  add password_hash text,
  -- Minutes of the day, by the site's clock.
  add shift_start smallint check (shift_start between 0 and 1439),
  add shift_end smallint check (shift_end between 1 and 1439),
  add joins_queues boolean not null default false,
  -- Null: he works.
  add deactivated_at timestamptz,
  -- Null: he is there. Else only the id and the code are kept, for what he did.
  add removed_at timestamptz,
  -- By what he is found and sorted: without accents, in small letters. Compared byte by byte.
  add name_key text collate "C" generated always as (
    lower(regexp_replace(normalize(name, NFD), U&'[\0300-\036F]', '', 'g'))
  ) stored,
  add check ((extension_pbx is null) = (extension is null)),
  add check ((shift_start is null) = (shift_end is null) and shift_start < shift_end),
  drop constraint agents_code_key;
-- The code of one who was removed can be given again.
create unique index agents_by_code on agents (code) where removed_at is null;

-- Which queues he enters when he logs in.
create table agent_queues (
  agent_id integer not null references agents on delete cascade,
  pbx text not null,
  queue text not null,
  penalty integer not null check (penalty >= 0),
  primary key (agent_id, pbx, queue)
);
