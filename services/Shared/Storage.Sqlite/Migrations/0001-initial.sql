-- Times are unix milliseconds, UTC. A script that was ever released is never edited: a change is a new script.

CREATE TABLE jobs (
    job_id                   TEXT    NOT NULL PRIMARY KEY,
    attempt                  INTEGER NOT NULL,
    generation               INTEGER NOT NULL DEFAULT 0,
    first_seen_at            INTEGER NOT NULL,
    -- When the first event of this attempt came in. Unannounced attempts are forgotten by it: first_seen_at of an old job's
    -- new attempt is old already.
    attempt_seen_at          INTEGER NOT NULL,
    profile                  TEXT,
    submitted_at             INTEGER,
    -- Fingerprints decide between different reports of the same time, so that the order of arrival does not.
    submission_fingerprint   TEXT,
    started_at               INTEGER,
    start_fingerprint        TEXT,
    start_note               TEXT,
    timeout_at               INTEGER,
    next_step                INTEGER NOT NULL DEFAULT 0,
    last_step_at             INTEGER,
    termination_requested_at INTEGER,
    termination_reason       TEXT,
    last_heartbeat_at        INTEGER,
    state_saved_at           INTEGER,
    finished_at              INTEGER,
    reported_outcome         INTEGER,
    exit_code                INTEGER,
    finish_reason            TEXT,
    cleanup                  TEXT    NOT NULL DEFAULT '{}',
    -- When its clean-up was found settled, by our clock: a scope that was given up has no time of its own.
    settled_at               INTEGER,

    organization TEXT AS (profile ->> '$.organization'),
    job_type     TEXT AS (profile ->> '$.jobType'),
    -- JobRecord.Stage, as SQL; the contract tests hold the two together.
    stage        TEXT AS (
        CASE
            WHEN finished_at IS NOT NULL AND cleanup <> '{}' THEN 'Cleanup'
            WHEN finished_at IS NOT NULL AND reported_outcome = 0
                AND (termination_requested_at IS NULL OR finished_at < termination_requested_at) THEN 'Completed'
            WHEN finished_at IS NOT NULL THEN 'Failed'
            WHEN termination_requested_at IS NOT NULL THEN 'Terminating'
            WHEN started_at IS NOT NULL THEN 'Running'
            ELSE 'PreStart'
        END),
    -- JobRecord.IsCleanedUp, over CleanupScopes.All.
    settled      INTEGER AS (
        finished_at IS NOT NULL
        AND cleanup -> '$.runtime'   IS NOT NULL AND cleanup ->> '$.runtime.nextTryAt'   IS NULL
        AND cleanup -> '$.logs'      IS NOT NULL AND cleanup ->> '$.logs.nextTryAt'      IS NULL
        AND cleanup -> '$.artifacts' IS NOT NULL AND cleanup ->> '$.artifacts.nextTryAt' IS NULL
        AND cleanup -> '$.partial'   IS NOT NULL AND cleanup ->> '$.partial.nextTryAt'   IS NULL
        AND cleanup -> '$.reports'   IS NOT NULL AND cleanup ->> '$.reports.nextTryAt'   IS NULL)
) STRICT;

CREATE INDEX jobs_newest          ON jobs (first_seen_at DESC, job_id)               WHERE profile IS NOT NULL;
CREATE INDEX jobs_by_stage        ON jobs (stage, first_seen_at DESC, job_id)        WHERE profile IS NOT NULL;
CREATE INDEX jobs_by_organization ON jobs (organization, first_seen_at DESC, job_id) WHERE profile IS NOT NULL;
CREATE INDEX jobs_by_type         ON jobs (job_type, first_seen_at DESC, job_id)     WHERE profile IS NOT NULL;
CREATE INDEX jobs_unsettled       ON jobs (job_id)                                   WHERE profile IS NOT NULL AND settled = 0;
CREATE INDEX jobs_settled         ON jobs (settled_at)                               WHERE settled_at IS NOT NULL;
CREATE INDEX jobs_unannounced     ON jobs (attempt_seen_at)                          WHERE profile IS NULL;

-- Heartbeats and ends of an attempt that is not the job's current one and was not announced yet: they wait here, so that an event
-- alone can never take the place of an attempt that is under way.
CREATE TABLE early_events (
    job_id            TEXT    NOT NULL,
    attempt           INTEGER NOT NULL,
    last_heartbeat_at INTEGER,
    state_saved_at    INTEGER,
    finished_at       INTEGER,
    reported_outcome  INTEGER,
    exit_code         INTEGER,
    finish_reason     TEXT,
    seen_at           INTEGER NOT NULL,
    PRIMARY KEY (job_id, attempt)
) STRICT;

CREATE INDEX early_events_by_age ON early_events (seen_at);

CREATE TABLE timers (
    token        TEXT    NOT NULL PRIMARY KEY,
    version      TEXT    NOT NULL,
    due_at       INTEGER NOT NULL,
    destination  TEXT    NOT NULL,
    payload_type TEXT    NOT NULL,
    payload      TEXT    NOT NULL,
    owner        TEXT,
    leased_until INTEGER
) STRICT;

-- Two partial indexes instead of one: what is held is not walked over in search of what is free.
CREATE INDEX timers_free ON timers (due_at, token) WHERE owner IS NULL;
CREATE INDEX timers_held ON timers (leased_until)  WHERE owner IS NOT NULL;

CREATE TABLE audit (
    seq            INTEGER PRIMARY KEY,
    id             TEXT    NOT NULL UNIQUE,
    timestamp      INTEGER NOT NULL,
    job_id         TEXT,
    attempt        INTEGER,
    resource_type  TEXT    NOT NULL,
    resource_name  TEXT    NOT NULL,
    action         TEXT    NOT NULL,
    reason         TEXT    NOT NULL,
    initiated_by   TEXT    NOT NULL,
    success        INTEGER NOT NULL,
    error_message  TEXT,
    policy_source  TEXT,
    correlation_id TEXT
) STRICT;

-- Each ends in the implicit seq, so "newest first, ties by insertion" needs no sorting.
CREATE INDEX audit_by_time   ON audit (timestamp);
CREATE INDEX audit_by_job    ON audit (job_id, timestamp);
CREATE INDEX audit_by_action ON audit (action, timestamp);

CREATE TABLE leases (
    name  TEXT    NOT NULL PRIMARY KEY,
    owner TEXT    NOT NULL,
    until INTEGER NOT NULL
) STRICT;

CREATE TABLE hook_runs (
    key     TEXT    NOT NULL PRIMARY KEY,
    job_id  TEXT    NOT NULL,
    success INTEGER NOT NULL,
    error   TEXT,
    tries   INTEGER NOT NULL,
    at      INTEGER NOT NULL
) STRICT;

CREATE TABLE journal (
    seq          INTEGER PRIMARY KEY,
    message_id   TEXT NOT NULL,
    queue        TEXT NOT NULL,
    content_type TEXT NOT NULL,
    body         BLOB NOT NULL,
    UNIQUE (message_id, queue)
) STRICT;

CREATE TABLE dead_letters (
    seq          INTEGER PRIMARY KEY,
    message_id   TEXT    NOT NULL,
    queue        TEXT    NOT NULL,
    content_type TEXT    NOT NULL,
    body         BLOB    NOT NULL,
    reason       TEXT    NOT NULL,
    at           INTEGER NOT NULL,
    UNIQUE (message_id, queue)
) STRICT;
