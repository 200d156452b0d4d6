-- Why a line was not understood and why an import failed, by a code: the page says it in its reader's language. Null: of a time
-- without codes, or one that has none; the text beside it tells.
alter table log_problems add code text;
alter table imports add reason_code text;
