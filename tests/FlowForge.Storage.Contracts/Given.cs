using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.Storage.Contracts;

/// <summary>Events as the intake would have made them.</summary>
public static class Given
{
    public static readonly JobId Job = JobId.Parse("build-42");
    public static readonly DateTimeOffset Noon = new(2030, 1, 2, 12, 0, 0, TimeSpan.Zero);

    public static JobProfile Profile(string? organization = "acme", string? jobType = "build", double timeoutMinutes = 10, string correlation = "c-1", TimeSpan? heartbeatTimeout = null) => new()
    {
        Organization = organization,
        JobType = jobType,
        Namespace = "jobs",
        AttemptLimit = 3,
        CorrelationId = correlation,
        Asked = new PolicyRequest { Organization = organization, JobType = jobType, Timeout = TimeSpan.FromMinutes(timeoutMinutes) },
        Policy = new ResolvedPolicy
        {
            Timeout = TimeSpan.FromMinutes(timeoutMinutes),
            GracePeriod = TimeSpan.FromSeconds(30),
            Escalation =
            [
                new EscalationStep { Offset = TimeSpan.FromMinutes(-2), Action = TimeoutAction.Warn, Message = "soon" },
                new EscalationStep { Offset = TimeSpan.Zero, Action = TimeoutAction.SoftKill },
            ],
            Retention = new Dictionary<JobOutcome, TimeSpan>
            {
                [JobOutcome.Succeeded] = TimeSpan.Zero,
                [JobOutcome.Failed] = TimeSpan.FromDays(1),
                [JobOutcome.Terminated] = TimeSpan.FromDays(2),
            },
            ArtifactRetention = new Dictionary<string, TimeSpan> { [CleanupScopes.Reports] = TimeSpan.FromDays(90) },
            HeartbeatTimeout = heartbeatTimeout,
            Explanation = [new PolicyExplanation { Key = "timeout", Value = "10m", Source = "global" }],
        },
    };

    public static JobSubmission Submission(int seconds = -60, int attempt = 1, JobProfile? profile = null, JobId? job = null) =>
        new(job ?? Job, attempt, Noon.AddSeconds(seconds), profile ?? Profile());

    public static JobStart Start(int seconds = 0, int attempt = 1, JobProfile? profile = null, string? note = null, JobId? job = null) =>
        new(job ?? Job, attempt, Noon.AddSeconds(seconds), profile ?? Profile(), note);

    /// <summary>A start of a job that is looked at, for the first time a minute later.</summary>
    public static JobStart Watched(int seconds = 0, int attempt = 1, string? note = null, JobId? job = null) =>
        Start(seconds, attempt, Profile(heartbeatTimeout: TimeSpan.FromMinutes(1)), note, job);

    /// <summary>A look, and when the next is due; one that found the job silent where <paramref name="looks"/> are given.</summary>
    public static JobLook Look(int nextSeconds, int? looks = null, int attempt = 1, JobId? job = null) =>
        new(job ?? Job, attempt, Noon.AddSeconds(nextSeconds), looks is { } count ? new JobSilence { SuspectedAt = Noon.AddSeconds(60), Looks = count } : null);

    public static JobFinish Finish(int seconds = 60, JobOutcome outcome = JobOutcome.Succeeded, int? exitCode = 0, string? reason = null, int attempt = 1, JobId? job = null) =>
        new(job ?? Job, attempt, Noon.AddSeconds(seconds), outcome, exitCode, reason);

    public static HeartbeatMark Beat(int seconds, int? savedSeconds = null, int attempt = 1, JobId? job = null) =>
        new(job ?? Job, attempt, Noon.AddSeconds(seconds), savedSeconds is { } saved ? Noon.AddSeconds(saved) : null);

    public static JobHold Hold(string by = "ann", string reason = "evidence", int seconds = 5) => new(by, reason, Noon.AddSeconds(seconds));

    public static JobExtension Extension(int generation = 0, int id = 1, int minutes = 30) => new()
    {
        Id = DerivedId.From("extension", id),
        By = TimeSpan.FromMinutes(minutes),
        Reason = "the tests are slow today",
        RequestedBy = "ann",
        RequestedAt = Noon.AddSeconds(5),
        Generation = generation,
        From = Noon.AddMinutes(10),
        To = Noon.AddMinutes(10 + minutes),
    };

    public static CleanupProgress Done(int tries = 1, int seconds = 100) => new() { Tries = tries, DoneAt = Noon.AddSeconds(seconds) };

    public static CleanupProgress Retry(int tries, int seconds = 200, string? error = "busy") =>
        new() { Tries = tries, NextTryAt = Noon.AddSeconds(seconds), Error = error };

    public static CleanupProgress GaveUp(int tries) => new() { Tries = tries, Error = "never worked" };

    public static Dictionary<string, CleanupProgress> EveryScope(CleanupProgress progress) => CleanupScopes.All.ToDictionary(scope => scope, _ => progress);
}
