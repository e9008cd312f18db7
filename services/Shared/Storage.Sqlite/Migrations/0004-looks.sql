-- When a job whose policy has a heartbeatTimeout is to be looked at for the first time, by its start; and when next, and what is known
-- of its silence, by the last look. Heartbeats write none of it, so that they stay cheap.
ALTER TABLE jobs ADD COLUMN first_look_at INTEGER;
ALTER TABLE jobs ADD COLUMN next_look_at INTEGER;
ALTER TABLE jobs ADD COLUMN silence TEXT;
-- Null: it is not looked at, or no more.
ALTER TABLE jobs ADD COLUMN look_at INTEGER AS (iif(finished_at IS NULL, max(first_look_at, coalesce(next_look_at, first_look_at)), NULL));
CREATE INDEX jobs_by_look ON jobs (look_at, job_id) WHERE look_at IS NOT NULL;
