-- What queue_log tells of members' sessions and pauses, kept beside what AMI tells of them.

-- Where one begins or ends, row by row of the log. A stretch is what lies between two of them.
create table member_marks (
  pbx text not null,
  kind text not null check (kind in ('session', 'pause')),
  queue text not null,
  -- What belongs together: `member` without regard to case, if it is an interface.
  key text not null,
  at timestamptz not null,
  -- The order within an instant: from 0.
  nth smallint not null,
  member text not null,
  word text not null check (word in ('began', 'ended', 'doubted')),
  reason text,
  primary key (pbx, kind, queue, key, at, nth)
);
create index member_marks_by_time on member_marks (pbx, at);

-- Null: as AMI tells it, or AMI alone knows it. Else whose marks tell it, by their key, and the instant of the first of them.
alter table agent_intervals add log_member text;
alter table agent_intervals add told_at timestamptz;
-- Of what AMI tells: the log tells it otherwise, in rows of its own. It is kept, and not shown.
alter table agent_intervals add superseded boolean not null default false;
create index agent_intervals_by_mark on agent_intervals (pbx, log_member, told_at) where log_member is not null;
-- Those that a look at the days around does not find.
create index agent_intervals_long on agent_intervals (pbx, queue)
  where log_member is null and (open or to_at - from_at > interval '7 days');
