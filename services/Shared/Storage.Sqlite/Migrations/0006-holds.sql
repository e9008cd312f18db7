-- A hold belongs to the job, whatever its attempt; an extension to the attempt.
ALTER TABLE jobs ADD COLUMN held_at INTEGER;
ALTER TABLE jobs ADD COLUMN held_by TEXT;
ALTER TABLE jobs ADD COLUMN hold_reason TEXT;
ALTER TABLE jobs ADD COLUMN extension TEXT;
CREATE INDEX jobs_held ON jobs (held_at, job_id) WHERE held_at IS NOT NULL;
