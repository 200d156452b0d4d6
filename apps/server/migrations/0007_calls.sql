-- Calls as wholes, with a queue or without. What happened in queues is in visits.

create table calls (
  pbx text not null,
  -- When the first channel began: a part of the linkedid, so that the key alone leads to the partition.
  called_at timestamptz not null,
  linkedid text not null,
  -- Of the first channel; null where it is the linkedid.
  uniqueid text,
  began_at timestamptz,
  ended_at timestamptz,
  direction text check (direction in ('in', 'out', 'internal')),
  caller_number text,
  caller_name text,
  did text,
  -- Null: none, here and in the lists below.
  queues text[],
  -- Phones that talked.
  interfaces text[],
  trunk text,
  answered boolean not null,
  talk_ms integer,
  recordings text[],
  -- Each phone's part that no queue gave: [interface, direction, number, start, answer and end in ms from began_at, result,
  -- ended by, talk, hold].
  legs jsonb,
  -- What neither a visit nor a leg has: [kind, ms from began_at, what belongs to the kind …].
  steps jsonb,
  notes text[],
  open boolean not null,
  -- By what it is listed: its beginning, as far as known.
  listed_at timestamptz generated always as (coalesce(began_at, called_at)) stored,
  -- The digits of the number outside, or of the phone that began it, from the last to the first. Compared byte by byte.
  digits text collate "C" generated always as (nullif(reverse(regexp_replace(
    case when direction = 'out' then did else caller_number end, '[^0-9]', '', 'g')), '')) stored,
  primary key (pbx, called_at, linkedid)
) partition by range (called_at);
create index calls_by_time on calls (listed_at, linkedid);
create index calls_by_number on calls (digits) where digits is not null;
