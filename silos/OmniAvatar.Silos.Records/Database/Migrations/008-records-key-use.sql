-- When a request last came with a key, to the minute; the same statement also changes SQLite's table.
-- Null before the first.
ALTER TABLE api_key ADD COLUMN used bigint;
