using FlowForge.Contracts;
using FlowForge.Jobs;
using Microsoft.Data.Sqlite;

namespace FlowForge.Storage.Sqlite;

/// <summary>Reads a job record from its row.</summary>
internal static class JobRow
{
    public const string Columns = """
        job_id, attempt, generation, first_seen_at, profile, submitted_at, started_at, start_note, timeout_at, next_step, last_step_at,
        termination_requested_at, termination_reason, last_heartbeat_at, state_saved_at, finished_at, reported_outcome, exit_code,
        finish_reason, cleanup, begun_step, silence,
        held_at, held_by, hold_reason, extension
        """;

    public static JobRecord Read(SqliteDataReader row) => new()
    {
        JobId = JobId.Parse(row.GetString(0)),
        Attempt = row.GetInt32(1),
        Generation = row.GetInt32(2),
        FirstSeenAt = row.Time(3)!.Value,
        Profile = row.Text(4) is { } profile ? StoredJson.Read<JobProfile>(profile) : null,
        SubmittedAt = row.Time(5),
        StartedAt = row.Time(6),
        StartNote = row.Text(7),
        TimeoutAt = row.Time(8),
        NextStep = row.GetInt32(9),
        LastStepAt = row.Time(10),
        TerminationRequestedAt = row.Time(11),
        TerminationReason = row.Text(12),
        LastHeartbeatAt = row.Time(13),
        StateSavedAt = row.Time(14),
        FinishedAt = row.Time(15),
        ReportedOutcome = (JobOutcome?)row.Int(16),
        ExitCode = row.Int(17),
        FinishReason = row.Text(18),
        Cleanup = StoredJson.Read<Dictionary<string, CleanupProgress>>(row.GetString(19)),
        BegunStep = row.Int(20),
        Silence = row.Text(21) is { } silence ? StoredJson.Read<JobSilence>(silence) : null,
        Hold = row.Time(22) is { } heldAt ? new JobHold(row.GetString(23), row.GetString(24), heldAt) : null,
        Extension = row.Text(25) is { } extension ? StoredJson.Read<JobExtension>(extension) : null,
    };
}
