-- What ended unseen in the gap before a watch, by queue, from the growth of Asterisk's own counters. Null where nobody can say.
alter table watches add column missed jsonb;
