-- What carries the id of a job that nobody knows, and the scans that found it. What is looked for stands beside the body; a wish to
-- restore stands there alone, so that saving the rest cannot lose it.
CREATE TABLE orphans (
    id                   TEXT    NOT NULL PRIMARY KEY,
    key                  TEXT    NOT NULL,
    kind                 TEXT    NOT NULL,
    job_id               TEXT    NOT NULL,
    -- 0 seen, 1 removing, 2 removed, 3 restored
    state                INTEGER NOT NULL,
    last_seen_at         INTEGER NOT NULL,
    undo_until           INTEGER,
    -- From when on nothing can happen to it any more.
    settled_at           INTEGER,
    restore_requested_at INTEGER,
    restore_requested_by TEXT,
    error                TEXT,
    body                 TEXT    NOT NULL
) STRICT;

CREATE INDEX orphans_open      ON orphans (kind, id)     WHERE state < 2;
CREATE INDEX orphans_by_key    ON orphans (key)          WHERE state < 2;
CREATE INDEX orphans_seen      ON orphans (last_seen_at);
CREATE INDEX orphans_by_job    ON orphans (job_id);
CREATE INDEX orphans_restore   ON orphans (restore_requested_at) WHERE state = 2 AND restore_requested_at IS NOT NULL AND error IS NULL;
CREATE INDEX orphans_undo      ON orphans (undo_until)   WHERE state = 2 AND undo_until IS NOT NULL;
CREATE INDEX orphans_settled   ON orphans (settled_at)   WHERE settled_at IS NOT NULL;

CREATE TABLE orphan_scans (
    id           TEXT    NOT NULL PRIMARY KEY,
    requested_at INTEGER NOT NULL,
    finished_at  INTEGER,
    body         TEXT    NOT NULL
) STRICT;

CREATE INDEX orphan_scans_finished ON orphan_scans (finished_at)  WHERE finished_at IS NOT NULL;
CREATE INDEX orphan_scans_waiting  ON orphan_scans (requested_at) WHERE finished_at IS NULL;
