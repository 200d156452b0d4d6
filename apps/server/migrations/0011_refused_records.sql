-- What the database would not take in, so that the rest could be recorded.

create table refused_records (
  pbx text not null,
  kind text not null check (kind in ('event', 'visit', 'call', 'interval')),
  -- MD5 of its key: told again, it is not kept twice.
  key_hash uuid not null,
  -- JSON, as text: it may be no JSON that PostgreSQL can hold.
  record text not null,
  reason text not null,
  refused_at timestamptz not null,
  primary key (pbx, kind, key_hash)
);
