using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.Storage.Sqlite;

/// <summary>
/// Which attempt a job's row belongs to: the highest that was announced; before any is, the highest that was heard of. What others
/// tell waits in early_events until their announcement, so the order of arrival does not matter, and a heartbeat or an end can
/// never take the row from an attempt that is under way.
/// </summary>
internal static class JobAttempts
{
    public static AttemptStanding Open(SqliteStatements s, JobId jobId, int attempt, bool announces, DateTimeOffset now)
    {
        var row = s.Query(JobStatements.Standing, r => (Attempt: r.GetInt32(0), Announced: r.GetBoolean(1)), ("@job", jobId.Value));
        if (row is not [var current])
        {
            s.Execute(JobStatements.Insert, ("@job", jobId.Value), ("@attempt", attempt), ("@now", now));
            return AttemptStanding.Current;
        }

        if (current.Attempt == attempt) return AttemptStanding.Current;
        if (current.Announced && attempt < current.Attempt) return AttemptStanding.Stale;
        if (!announces && (current.Announced || attempt < current.Attempt)) return AttemptStanding.Early;
        if (!current.Announced) s.Execute(JobStatements.StepAside, ("@job", jobId.Value));
        s.Execute(JobStatements.Renew, ("@job", jobId.Value), ("@attempt", attempt), ("@now", now));
        return AttemptStanding.Current;
    }

    /// <summary>Takes in what had come early for the attempt that has the row now; an announcement also ends the wait of older ones.</summary>
    public static void Absorb(SqliteStatements s, JobId jobId, int attempt, bool announces)
    {
        var waiting = s.Query(JobStatements.Early, r => (Beat: r.Time(0), Saved: r.Time(1), Finished: r.Time(2), Outcome: r.Int(3), Exit: r.Int(4), Reason: r.Text(5)), ("@job", jobId.Value), ("@attempt", attempt));
        if (waiting is [var early])
        {
            if (early.Beat is { } at) Beat(s, new HeartbeatMark(jobId, attempt, at, early.Saved));
            if (early.Finished is { } end) Finish(s, new JobFinish(jobId, attempt, end, (JobOutcome)early.Outcome!.Value, early.Exit, early.Reason));
        }

        s.Execute(JobStatements.ForgetEarly, ("@job", jobId.Value), ("@from", announces ? 0 : attempt), ("@attempt", attempt));
    }

    public static void Beat(SqliteStatements s, HeartbeatMark mark) =>
        s.Execute(JobStatements.Heartbeat, ("@job", mark.JobId.Value), ("@attempt", mark.Attempt), ("@at", mark.At), ("@saved", mark.StateSavedAt));

    public static void Finish(SqliteStatements s, JobFinish finish) => Finish(s, JobStatements.Finish, finish, []);

    public static void KeepEarly(SqliteStatements s, HeartbeatMark mark, DateTimeOffset now) => s.Execute(
        JobStatements.EarlyHeartbeat, ("@job", mark.JobId.Value), ("@attempt", mark.Attempt), ("@at", mark.At), ("@saved", mark.StateSavedAt), ("@now", now));

    public static void KeepEarly(SqliteStatements s, JobFinish finish, DateTimeOffset now) => Finish(s, JobStatements.EarlyFinish, finish, [("@now", now)]);

    private static void Finish(SqliteStatements s, string sql, JobFinish finish, (string, object?)[] more) => s.Execute(
        sql, [("@job", finish.JobId.Value), ("@attempt", finish.Attempt), ("@at", finish.FinishedAt), ("@outcome", (int)finish.Outcome), ("@exit", finish.ExitCode), ("@reason", finish.Reason), .. more]);
}
