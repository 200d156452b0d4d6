-- Visits are looked for by the last digits of the caller's number, and listed by time.

alter table visits
  -- The digits of the number from the last to the first: whoever knows its end knows how this begins. Compared byte by byte.
  add caller_digits text collate "C"
    generated always as (nullif(reverse(regexp_replace(caller_number, '[^0-9]', '', 'g')), '')) stored;
create index visits_by_number on visits (caller_digits) where caller_digits is not null;
