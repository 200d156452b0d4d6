-- A visit is told by AMI, by queue_log, or by both; and of both together what each said is kept, to be merged anew when one
-- of them says more.

alter table visits
  add sources text not null default 'live' check (sources in ('live', 'log', 'confirmed')),
  -- The n-th of that uniqueid as AMI counts; null where AMI does not know of it.
  add live_visit smallint,
  -- Of a confirmed one: in what each source's own record differs from this row, by short names of the fields.
  add live_half json,
  add log_half json,
  -- What both tell differently: [field, by AMI, by queue_log].
  add differences jsonb,
  -- The caller's channel by the other source, where that is another (he took an agent's place in line).
  add other_uniqueid text;
update visits set live_visit = visit;
alter table visits alter sources drop default;
create index visits_by_other_uniqueid on visits (pbx, other_uniqueid) where other_uniqueid is not null;
