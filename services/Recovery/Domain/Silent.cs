using FlowForge.Jobs;

namespace FlowForge.Recovery;

/// <summary>What can be said of a job's silence without asking its runtime.</summary>
public static class Silent
{
    /// <summary>A suspect that nobody looked at for so long after its time says that we were away, and what it may have sent meanwhile is on its way.</summary>
    private static readonly TimeSpan Away = TimeSpan.FromMinutes(10);

    /// <summary>How long the job may be silent.</summary>
    public static TimeSpan Allowed(JobRecord job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return job.Profile?.Policy.HeartbeatTimeout ?? Durations.Longest;
    }

    /// <summary>When the job was last heard of.</summary>
    public static DateTimeOffset LastSign(JobRecord job)
    {
        ArgumentNullException.ThrowIfNull(job);
        var started = job.StartedAt ?? job.FirstSeenAt;
        return job.LastHeartbeatAt > started ? job.LastHeartbeatAt.Value : started;
    }

    /// <summary>What a look comes to that need not ask the runtime. Null: it must be asked, or the job was declared dead already.</summary>
    public static JobLook? Look(JobRecord job, DateTimeOffset now, RecoveryOptions options)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(options);
        if (job.Silence?.DeadAt is not null) return null;
        if (now < LastSign(job) + Allowed(job)) return new JobLook(job.JobId, job.Attempt, LastSign(job) + Allowed(job), null);
        if (job.Silence is not { } silence || job.LastHeartbeatAt > silence.SuspectedAt) return Suspect(job, now, options);
        if (silence.Looks > 0) return null;
        var due = silence.SuspectedAt + WaitOf(job, silence, options);
        if (now < due) return new JobLook(job.JobId, job.Attempt, due, silence);
        return now > due + Away ? Suspect(job, now, options) : null;
    }

    /// <summary>While most jobs are silent, no job's silence is a sign: it is as if it began now, and looked at no sooner than <paramref name="next"/>.</summary>
    public static JobLook Suspended(JobRecord job, DateTimeOffset now, DateTimeOffset next)
    {
        ArgumentNullException.ThrowIfNull(job);
        return new JobLook(job.JobId, job.Attempt, next, new JobSilence { SuspectedAt = now, Cause = Causes.Suspended });
    }

    private static JobLook Suspect(JobRecord job, DateTimeOffset now, RecoveryOptions options) =>
        new(job.JobId, job.Attempt, now + options.SecondLook, new JobSilence { SuspectedAt = now });

    /// <summary>Whoever is alive beats within that time.</summary>
    private static TimeSpan WaitOf(JobRecord job, JobSilence silence, RecoveryOptions options) =>
        silence.Cause == Causes.Suspended && Allowed(job) > options.SecondLook ? Allowed(job) : options.SecondLook;
}
