namespace FlowForge.Storage.Sqlite;

/// <summary>The registry's statements. Each decides by what stands in the row, so that neither order nor repetition matters.</summary>
internal static class JobStatements
{
    private const string ThisAttempt = "job_id = @job AND attempt = @attempt";

    // A total order of ends: earlier first, then the one that knows its exit code, then anything that is always the same.
    private const string BetterEnd = """
        (finished_at IS NULL
            OR (@at, @exit IS NULL, @outcome, coalesce(@exit, 0), @reason IS NOT NULL, coalesce(@reason, ''))
             < (finished_at, exit_code IS NULL, reported_outcome, coalesce(exit_code, 0), finish_reason IS NOT NULL, coalesce(finish_reason, '')))
        """;

    public const string Insert = """
        INSERT INTO jobs (job_id, attempt, first_seen_at, attempt_seen_at) VALUES (@job, @attempt, @now, @now)
        """;

    public const string Standing = "SELECT attempt, profile IS NOT NULL FROM jobs WHERE job_id = @job";

    /// <summary>Gives the row to another attempt, clearing what the one before left.</summary>
    public const string Renew = """
        UPDATE jobs SET
            attempt = @attempt, attempt_seen_at = @now,
            generation = 0, profile = NULL, submitted_at = NULL, submission_fingerprint = NULL,
            started_at = NULL, start_fingerprint = NULL, start_note = NULL, timeout_at = NULL, next_step = 0, begun_step = NULL, last_step_at = NULL,
            termination_requested_at = NULL, termination_reason = NULL, last_heartbeat_at = NULL, state_saved_at = NULL,
            finished_at = NULL, reported_outcome = NULL, exit_code = NULL, finish_reason = NULL, cleanup = '{}', settled_at = NULL,
            first_look_at = NULL, next_look_at = NULL, silence = NULL, extension = NULL
        WHERE job_id = @job
        """;

    /// <summary>What an attempt that nobody announced has told so far waits beside the row.</summary>
    public const string StepAside = """
        INSERT INTO early_events (job_id, attempt, last_heartbeat_at, state_saved_at, finished_at, reported_outcome, exit_code, finish_reason, seen_at)
        SELECT job_id, attempt, last_heartbeat_at, state_saved_at, finished_at, reported_outcome, exit_code, finish_reason, attempt_seen_at
        FROM jobs WHERE job_id = @job
        """;

    public const string Early = """
        SELECT last_heartbeat_at, state_saved_at, finished_at, reported_outcome, exit_code, finish_reason
        FROM early_events WHERE job_id = @job AND attempt = @attempt
        """;

    public const string ForgetEarly = "DELETE FROM early_events WHERE job_id = @job AND attempt BETWEEN @from AND @attempt";

    public const string EarlyHeartbeat = """
        INSERT INTO early_events (job_id, attempt, last_heartbeat_at, state_saved_at, seen_at) VALUES (@job, @attempt, @at, @saved, @now)
        ON CONFLICT (job_id, attempt) DO UPDATE SET
            last_heartbeat_at = max(coalesce(last_heartbeat_at, excluded.last_heartbeat_at), excluded.last_heartbeat_at),
            state_saved_at = max(coalesce(state_saved_at, excluded.state_saved_at), coalesce(excluded.state_saved_at, state_saved_at))
        """;

    public const string EarlyFinish = $"""
        INSERT INTO early_events (job_id, attempt, finished_at, reported_outcome, exit_code, finish_reason, seen_at) VALUES (@job, @attempt, @at, @outcome, @exit, @reason, @now)
        ON CONFLICT (job_id, attempt) DO UPDATE SET finished_at = @at, reported_outcome = @outcome, exit_code = @exit, finish_reason = @reason
        WHERE {BetterEnd}
        """;

    // The profile of a submission stands only until a start brings its own.
    public const string Submit = $"""
        UPDATE jobs SET submitted_at = @at, submission_fingerprint = @fingerprint, profile = iif(started_at IS NULL, @profile, profile)
        WHERE {ThisAttempt} AND (submitted_at IS NULL OR (@at, @fingerprint) < (submitted_at, submission_fingerprint))
        """;

    // A deadline that was moved stays moved, whichever start turns out to be the earlier one.
    public const string Start = $"""
        UPDATE jobs SET started_at = @at, start_fingerprint = @fingerprint, start_note = @note, profile = @profile,
            timeout_at = iif(generation = 0, @at + @timeout, timeout_at),
            first_look_at = @at + @silence
        WHERE {ThisAttempt} AND (started_at IS NULL OR (@at, @fingerprint) < (started_at, start_fingerprint))
        """;

    public const string Heartbeat = $"""
        UPDATE jobs SET last_heartbeat_at = max(coalesce(last_heartbeat_at, @at), @at),
            state_saved_at = max(coalesce(state_saved_at, @saved), coalesce(@saved, state_saved_at))
        WHERE {ThisAttempt}
        """;

    public const string Finish = $"""
        UPDATE jobs SET finished_at = @at, reported_outcome = @outcome, exit_code = @exit, finish_reason = @reason
        WHERE {ThisAttempt} AND {BetterEnd}
        """;

    public const string Terminate = $"""
        UPDATE jobs SET termination_requested_at = @at, termination_reason = @reason
        WHERE {ThisAttempt} AND generation = @generation AND held_at IS NULL
            AND (termination_requested_at IS NULL OR (@at, @reason) < (termination_requested_at, termination_reason))
        """;

    public const string BeginStep = $"""
        UPDATE jobs SET begun_step = @step
        WHERE {ThisAttempt} AND generation = @generation AND next_step = @step
        """;

    public const string CompleteStep = $"""
        UPDATE jobs SET next_step = @step + 1, last_step_at = @at
        WHERE {ThisAttempt} AND generation = @generation AND next_step = @step
        """;

    public const string MoveDeadline = $"""
        UPDATE jobs SET timeout_at = @at, next_step = @step, begun_step = NULL, last_step_at = NULL, generation = generation + 1
        WHERE {ThisAttempt} AND generation = @generation
        """;

    private const string MayExtend = $"{ThisAttempt} AND generation = @generation AND started_at IS NOT NULL AND finished_at IS NULL AND termination_requested_at IS NULL";

    public const string RequestExtension = $"UPDATE jobs SET extension = @extension WHERE {MayExtend}";

    public const string Extend = $"""
        UPDATE jobs SET timeout_at = @at, next_step = @step, begun_step = NULL, last_step_at = NULL, generation = generation + 1, extension = @extension
        WHERE {MayExtend}
        """;

    // The first that is heard of a job may be that it is held.
    public const string Hold = """
        INSERT INTO jobs (job_id, attempt, first_seen_at, attempt_seen_at, held_at, held_by, hold_reason) VALUES (@job, 1, @now, @now, @at, @by, @reason)
        ON CONFLICT (job_id) DO UPDATE SET held_at = @at, held_by = @by, hold_reason = @reason WHERE held_at IS NULL
        """;

    public const string ReleaseHold = "UPDATE jobs SET held_at = NULL, held_by = NULL, hold_reason = NULL WHERE job_id = @job";

    public const string Held = $"""
        SELECT {JobRow.Columns} FROM jobs WHERE held_at IS NOT NULL ORDER BY held_at, job_id LIMIT @limit
        """;

    public const string Cleanup = $"""
        UPDATE jobs SET cleanup = json_set(cleanup, '$.' || @scope, json(@progress))
        WHERE {ThisAttempt} AND json_extract(cleanup, '$.' || @scope || '.doneAt') IS NULL
            AND coalesce(json_extract(cleanup, '$.' || @scope || '.tries'), 0) <= @tries
        """;

    /// <summary>After whatever can settle or unsettle the clean-up: keeps settled_at in step with it.</summary>
    public const string Settle = $"""
        UPDATE jobs SET settled_at = iif(settled, @now, NULL) WHERE {ThisAttempt} AND settled <> (settled_at IS NOT NULL)
        """;

    public const string DueLooks = $"""
        SELECT {JobRow.Columns} FROM jobs WHERE look_at <= @now ORDER BY look_at, job_id LIMIT @limit
        """;

    public const string Look = $"""
        UPDATE jobs SET next_look_at = @next, silence = @silence
        WHERE {ThisAttempt} AND look_at < @next
        """;

    public const string CountSilent = """
        SELECT count(*), coalesce(sum(silence IS NOT NULL), 0) FROM jobs WHERE look_at IS NOT NULL
        """;

    public const string Find = $"SELECT {JobRow.Columns} FROM jobs WHERE job_id = @job";

    public const string Known = "SELECT job_id FROM jobs WHERE job_id IN (SELECT value FROM json_each(@jobs))";

    public const string Newest = "SELECT first_seen_at FROM jobs WHERE profile IS NOT NULL ORDER BY first_seen_at DESC LIMIT 1";

    public const string UnsettledPage = $"""
        SELECT {JobRow.Columns} FROM jobs WHERE profile IS NOT NULL AND settled = 0 AND job_id > @after ORDER BY job_id LIMIT @limit
        """;

    public const string ForgetSettled = """
        DELETE FROM jobs WHERE rowid IN (SELECT rowid FROM jobs WHERE settled_at < @before AND held_at IS NULL LIMIT @limit)
        """;

    public const string ForgetUnannounced = """
        DELETE FROM jobs WHERE rowid IN (SELECT rowid FROM jobs WHERE profile IS NULL AND attempt_seen_at < @before AND held_at IS NULL LIMIT @limit)
        """;

    public const string ForgetEarlyEvents = """
        DELETE FROM early_events WHERE rowid IN (SELECT rowid FROM early_events WHERE seen_at < @before LIMIT @limit)
        """;

    /// <summary>Only the filters that are set, so that each combination gets a plan of its own.</summary>
    public static string List(bool stage, bool organization, bool jobType) =>
        $"SELECT {JobRow.Columns} FROM jobs WHERE profile IS NOT NULL"
        + (stage ? " AND stage = @stage" : "")
        + (organization ? " AND organization = @organization" : "")
        + (jobType ? " AND job_type = @type" : "")
        + " ORDER BY first_seen_at DESC, job_id LIMIT @limit";
}
