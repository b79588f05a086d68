-- Names of keys, and how far jobs were seen to be; the same statements also change SQLite's tables.
-- A key from before has no name; it is called by the beginning of its hash.
ALTER TABLE api_key ADD COLUMN name text;

CREATE UNIQUE INDEX api_key_by_name ON api_key (tenant, name);

-- Null before work on a job was seen.
ALTER TABLE job_index ADD COLUMN seen_percent integer;
ALTER TABLE job_index ADD COLUMN seen_segments integer;
ALTER TABLE job_index ADD COLUMN seen_shots integer;
