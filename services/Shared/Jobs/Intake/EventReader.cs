using FlowForge.Contracts;

namespace FlowForge.Jobs;

/// <summary>
/// Turns what came over the wire into what the registry takes, or says in <see cref="InvalidEventException"/> why not. Nothing
/// behind this point sees an id, a name or a duration that was not checked here.
/// </summary>
public sealed class EventReader(IPolicies policies, TimeProvider clock)
{
    private const int LongestReason = 2_000;
    private const int HighestAttempt = 10_000;

    public JobSubmission Read(JobSubmitted message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var (id, attempt) = Identify(message.JobId, message.Attempt);
        var profile = Profile(id, attempt, message.Organization, message.JobType, message.Namespace, message.Timeout, message.GracePeriod,
            message.Retention, message.Protected, message.AttemptLimit, message.CorrelationId);
        return new JobSubmission(id, attempt, Clamp("submittedAt", message.SubmittedAt, out _), profile);
    }

    public JobStart Read(JobStarted message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var (id, attempt) = Identify(message.JobId, message.Attempt);
        var profile = Profile(id, attempt, message.Organization, message.JobType, message.Namespace, message.Timeout, message.GracePeriod,
            message.Retention, message.Protected, message.AttemptLimit, message.CorrelationId);
        var startedAt = Clamp("startedAt", message.StartedAt, out var note);
        return new JobStart(id, attempt, startedAt, profile, note);
    }

    public HeartbeatMark Read(JobHeartbeat message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var (id, attempt) = Identify(message.JobId, message.Attempt);
        var at = Clamp("at", message.At, out _);
        return new HeartbeatMark(id, attempt, at, message.StateSaved ? at : null);
    }

    public JobFinish Read(JobFinished message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var (id, attempt) = Identify(message.JobId, message.Attempt);
        if (!Enum.IsDefined(message.Outcome)) throw new InvalidEventException("outcome", "must be succeeded, failed or terminated");
        var reason = message.Reason is { Length: > LongestReason } longer ? longer[..LongestReason] + "…" : message.Reason;
        return new JobFinish(id, attempt, Clamp("finishedAt", message.FinishedAt, out _), message.Outcome, message.ExitCode, reason);
    }

    private static (JobId Id, int Attempt) Identify(string jobId, int attempt) =>
        attempt is < 1 or > HighestAttempt
            ? throw new InvalidEventException("attempt", $"is {attempt}; attempts count from 1 and end at {HighestAttempt}")
            : (JobId.Parse(jobId), attempt);

    private JobProfile Profile(JobId id, int attempt, string? organization, string? jobType, string? place, string? timeout, string? gracePeriod,
        string? retention, bool isProtected, int attemptLimit, string? correlationId)
    {
        Label("organization", organization);
        Label("jobType", jobType);
        Label("namespace", place);
        if (attemptLimit is < 1 or > 100) throw new InvalidEventException("attemptLimit", $"is {attemptLimit}; it must be between 1 and 100");
        if (correlationId is { Length: 0 or > 100 } || correlationId?.Any(char.IsControl) == true)
            throw new InvalidEventException("correlationId", "must have 1 to 100 characters, none of them a control character");
        var request = new PolicyRequest
        {
            Organization = organization,
            JobType = jobType,
            Timeout = Duration("timeout", timeout),
            GracePeriod = Duration("gracePeriod", gracePeriod),
            Retention = Duration("retention", retention, zeroAllowed: true),
        };
        return new JobProfile
        {
            Organization = organization,
            JobType = jobType,
            Namespace = place,
            Protected = isProtected,
            AttemptLimit = attemptLimit,
            CorrelationId = correlationId ?? DerivedId.Correlation(id.Value, attempt),
            Asked = request,
            Policy = policies.Resolve(request),
        };
    }

    private static void Label(string field, string? value)
    {
        if (value is not null && DnsName.LabelProblem(value) is { } problem) throw new InvalidEventException(field, problem);
    }

    private static TimeSpan? Duration(string field, string? value, bool zeroAllowed = false)
    {
        if (value is null) return null;
        return Durations.Problem(value, out var duration, zeroAllowed) is { } problem ? throw new InvalidEventException(field, problem) : duration;
    }

    /// <summary>Other machines' clocks may be ahead of ours; a time in our future would let a job outlive its limit.</summary>
    private DateTimeOffset Clamp(string field, DateTimeOffset time, out string? note)
    {
        if (time.Year < 2000) throw new InvalidEventException(field, $"is {time:O}; it must be a time, in UTC, after the year 2000");
        var now = clock.Now();
        note = time > now ? $"{field} {time.ToUniversalTime():O} is in the future and was taken as {now:O}" : null;
        return note is null ? time.ToStored() : now;
    }
}
