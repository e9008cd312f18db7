using FlowForge.Contracts;
using FlowForge.Jobs;
using MongoDB.Bson;

namespace FlowForge.Storage.Mongo;

/// <summary>A job's document, read; and the parts of it that compete, written in the order in which they compete.</summary>
internal static class JobDocument
{
    public static JobRecord Read(BsonDocument job)
    {
        var (submission, start, end, termination) = (job.Part("submission"), job.Part("start"), job.Part("end"), job.Part("termination"));
        return new JobRecord
        {
            JobId = JobId.Parse(job["_id"].AsString),
            Attempt = job["attempt"].ToInt32(),
            Generation = job["generation"].ToInt32(),
            FirstSeenAt = job.Time("firstSeenAt")!.Value,
            // A submission's profile stands only until a start brings its own.
            Profile = (start ?? submission)?.Text("profile") is { } profile ? StoredJson.Read<JobProfile>(profile) : null,
            SubmittedAt = submission?.Time("at"),
            StartedAt = start?.Time("at"),
            StartNote = start?.Text("note"),
            // A deadline that was moved stays moved, whichever start turns out to be the earlier one.
            TimeoutAt = job.Time("timeoutAt") ?? start?.Time("timeoutAt"),
            NextStep = job["nextStep"].ToInt32(),
            BegunStep = job.Int("begunStep"),
            LastStepAt = job.Time("lastStepAt"),
            TerminationRequestedAt = termination?.Time("at"),
            TerminationReason = termination?.Text("reason"),
            LastHeartbeatAt = job.Time("lastHeartbeatAt"),
            StateSavedAt = job.Time("stateSavedAt"),
            Silence = job.Part("looked")?.Text("silence") is { } silence ? StoredJson.Read<JobSilence>(silence) : null,
            Hold = job.Part("hold") is { } hold ? new JobHold(hold["by"].AsString, hold["reason"].AsString, hold.Time("at")!.Value) : null,
            Extension = job.Text("extension") is { } extension ? StoredJson.Read<JobExtension>(extension) : null,
            FinishedAt = end?.Time("at"),
            ReportedOutcome = (JobOutcome?)end?.Int("outcome"),
            ExitCode = end is null || end.Flag("exitUnknown") ? null : end.Int("exit"),
            FinishReason = end?.Flag("hasReason") == true ? end.Text("reason") : null,
            Cleanup = ReadCleanup(job.Part("cleanup")),
        };
    }

    /// <summary>A submission or a start.</summary>
    public static BsonDocument Report(DateTimeOffset at, string fingerprint, JobProfile profile, string? note = null, DateTimeOffset? timeoutAt = null, DateTimeOffset? lookAt = null) =>
        new BsonDocument { ["at"] = Stored.Time(at), ["fingerprint"] = fingerprint, ["profile"] = StoredJson.Write(profile) }
            .With("organization", profile.Organization)
            .With("jobType", profile.JobType)
            .With("note", note)
            .With("timeoutAt", Stored.OrNull(timeoutAt))
            .With("lookAt", Stored.OrNull(lookAt));

    /// <summary>A total order of ends: earlier first, then the one that knows its exit code, then anything that is always the same.</summary>
    public static BsonDocument End(JobFinish finish) => new()
    {
        ["at"] = Stored.Time(finish.FinishedAt),
        ["exitUnknown"] = finish.ExitCode is null,
        ["outcome"] = (int)finish.Outcome,
        ["exit"] = finish.ExitCode ?? 0,
        ["hasReason"] = finish.Reason is not null,
        ["reason"] = finish.Reason ?? "",
    };

    /// <summary>Earlier first, then by the text.</summary>
    public static BsonDocument Termination(DateTimeOffset at, string reason) => new() { ["at"] = Stored.Time(at), ["reason"] = reason };

    public static BsonDocument Hold(JobHold hold) => new() { ["at"] = Stored.Time(hold.At), ["by"] = hold.By, ["reason"] = hold.Reason };

    public static BsonDocument Looked(JobLook look) =>
        new BsonDocument("at", Stored.Time(look.NextAt)).With("silence", look.Silence is { } silence ? StoredJson.Write(silence.ToStored()) : null);

    public static BsonDocument Progress(CleanupProgress progress) =>
        new BsonDocument("tries", progress.Tries)
            .With("doneAt", Stored.OrNull(progress.DoneAt))
            .With("nextTryAt", Stored.OrNull(progress.NextTryAt))
            .With("error", progress.Error)
            .With("removal", progress.Removal is { } removal ? StoredJson.Write(removal) : null);

    private static Dictionary<string, CleanupProgress> ReadCleanup(BsonDocument? cleanup) =>
        (cleanup ?? []).ToDictionary(scope => scope.Name, scope => ReadProgress(scope.Value.AsBsonDocument));

    private static CleanupProgress ReadProgress(BsonDocument progress) => new()
    {
        Tries = progress["tries"].ToInt32(),
        DoneAt = progress.Time("doneAt"),
        NextTryAt = progress.Time("nextTryAt"),
        Error = progress.Text("error"),
        Removal = progress.Text("removal") is { } removal ? StoredJson.Read<RemovalUnderWay>(removal) : null,
    };
}
