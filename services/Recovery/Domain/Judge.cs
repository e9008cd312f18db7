using FlowForge.Jobs;

namespace FlowForge.Recovery;

/// <summary>Says what follows from what a runtime shows of a silent job.</summary>
public static class Judge
{
    /// <summary>So many looks in a row must show what may heal by itself.</summary>
    private const int LooksForProof = 3;

    public static Verdict Of(JobRecord job, JobObservation seen, DateTimeOffset now, RecoveryOptions options)
    {
        ArgumentNullException.ThrowIfNull(seen);
        ArgumentNullException.ThrowIfNull(options);
        var (kind, cause, patience) = Reading(job, seen, options);
        var silence = Shown(job.Silence!, cause);
        // Whatever may have happened to it: nobody lays a hand on a protected or held job, so nothing need be waited for.
        if (kind == VerdictKind.Dead && (job.Profile!.Protected || job.Hold is not null)) (kind, patience) = (VerdictKind.Report, null);
        if (patience is { } longest && !IsOver(silence, longest, now)) return new Verdict(VerdictKind.Wait, silence, NextLook(silence, longest, now, options));
        return new Verdict(kind, silence, kind == VerdictKind.Report ? now + Silent.Allowed(job) : now + options.PauseAfter(silence.Looks));
    }

    private static (VerdictKind Kind, string Cause, TimeSpan? Patience) Reading(JobRecord job, JobObservation seen, RecoveryOptions options) => seen switch
    {
        { OutOfReach: true } => (VerdictKind.Report, Causes.OutOfReach, null),
        { Presence: JobPresence.NotFound } => (VerdictKind.Dead, Causes.JobGone, null),
        { Presence: JobPresence.Ended, ExitCode: null } => (VerdictKind.Dead, Causes.EndUnknown, null),
        { Presence: JobPresence.Ended } => (VerdictKind.Ended, Causes.EndNotReported, null),
        { Diagnosis: JobDiagnosis.NoPods } => (VerdictKind.Dead, Causes.NoPods, null),
        { Diagnosis: JobDiagnosis.NodeLost } => (VerdictKind.Dead, Causes.NodeLost, null),
        { Diagnosis: JobDiagnosis.OutOfMemory } => (VerdictKind.Dead, Causes.OutOfMemory, null),
        { Diagnosis: JobDiagnosis.CrashLoop } => (VerdictKind.Dead, Causes.CrashLoop, options.Patience),
        { Diagnosis: JobDiagnosis.ImagePullFailed } => (VerdictKind.Dead, Causes.ImagePull, options.Patience),
        { Diagnosis: JobDiagnosis.Unschedulable } => (VerdictKind.Dead, Causes.Unschedulable, options.PendingPatience),
        _ => (job.Profile!.Policy.WhenSilent == WhenSilent.Restart ? VerdictKind.Dead : VerdictKind.Report, Causes.SilentButAlive, null),
    };

    /// <summary>A job that found its node a moment ago must not pay with its image's patience for the time it waited for the node: so looks count anew with each cause.</summary>
    private static JobSilence Shown(JobSilence silence, string cause) =>
        silence with { Cause = cause, Looks = silence.Cause == cause ? silence.Looks + 1 : 1 };

    private static bool IsOver(JobSilence silence, TimeSpan patience, DateTimeOffset now) =>
        silence.Looks >= LooksForProof && now >= silence.SuspectedAt + patience;

    /// <summary>Ever later, and once more just when patience ends.</summary>
    private static DateTimeOffset NextLook(JobSilence silence, TimeSpan patience, DateTimeOffset now, RecoveryOptions options)
    {
        var (next, end) = (now + options.PauseAfter(silence.Looks), silence.SuspectedAt + patience);
        return end > now && end < next ? end : next;
    }
}
