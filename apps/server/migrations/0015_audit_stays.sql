-- Rows of the audit are added, never changed. They go by the months that are set for it, and in no other way.

-- What was updated into a row until now is a row of its own from here on, that says of which (of_id).
create unique index audit_ends on audit (of_id);
drop index audit_by_first;
create index audit_by_user on audit (user_id, at desc, id desc) where of_id is null;

create function audit_stays() returns trigger language plpgsql as $$
  begin
    raise exception 'The audit is never changed: % on it is refused', lower(tg_op) using errcode = 'insufficient_privilege';
  end
$$;
create trigger audit_stays before update or truncate on audit for each statement execute function audit_stays();

-- By the setting itself, as it stands, and the database's own clock.
create function audit_kept() returns trigger language plpgsql as $$
  declare
    months integer := (select value ->> 'audit' from settings where name = 'retention');
    horizon timestamptz := date_trunc('month', now() at time zone 'UTC') at time zone 'UTC' - make_interval(months => months);
  begin
    if exists (select from gone where months is null or at >= horizon) then
      raise exception 'The audit is kept: rows go when they are older than the months that are set, and no sooner'
        using errcode = 'insufficient_privilege';
    end if;
    return null;
  end
$$;
create trigger audit_kept after delete on audit referencing old table as gone
  for each statement execute function audit_kept();

-- Of an owner who is no superuser, the rights go too; retention needs its delete, which the trigger watches.
revoke update, truncate on audit from current_user;
