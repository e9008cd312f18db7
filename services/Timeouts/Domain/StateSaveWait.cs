using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.Timeouts;

/// <summary>
/// Whether a kill has to wait for the job to say that its state is saved. Only the first that leaves the job no choice waits: after it
/// there is nothing left to save.
/// </summary>
/// <param name="Until">When to look again. Null: no longer.</param>
/// <param name="Told">What came of the wait, for the audit. Null: there was none.</param>
public sealed record StateSaveWait(DateTimeOffset? Until, string? Told)
{
    public static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    private static readonly StateSaveWait None = new(null, null);

    public static StateSaveWait Of(JobRecord job, TimeoutEscalation due, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(due);
        var policy = job.Profile!.Policy;
        if (policy.StateSaveWait <= TimeSpan.Zero || !LeavesNoChoice(due.Action) || job.TerminationRequestedAt is not { } asked) return None;
        if (policy.Escalation.Take(due.Step).Any(step => LeavesNoChoice(step.Action))) return None;
        if (job.StateSavedAt is { } saved && saved >= asked) return new StateSaveWait(null, $"state saved at {saved:O}, after it was asked to end");
        // The step says when it was due at first, however often it is put off.
        var limit = due.DueAt + policy.StateSaveWait;
        if (now >= limit) return new StateSaveWait(null, $"no state saved within {Durations.Format(policy.StateSaveWait)} of {due.DueAt:O}");
        return new StateSaveWait(limit < now + LookAgain ? limit : now + LookAgain, null);
    }

    private static bool LeavesNoChoice(TimeoutAction action) => action is TimeoutAction.HardKill or TimeoutAction.ForceDelete;
}
