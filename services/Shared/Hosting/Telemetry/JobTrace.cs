using System.Diagnostics;
using FlowForge.Jobs;

namespace FlowForge.Hosting;

/// <summary>
/// All that is done for one attempt of a job is one trace, though its messages come from different senders and its timers lie in the
/// ledger for days: the trace's id is derived from job and attempt, so nobody has to carry it. It is the attempt's derived correlation
/// id without its dashes.
/// </summary>
public static class JobTrace
{
    internal static readonly ActivitySource Source = new(TelemetryNames.FlowForge);

    public static ActivityTraceId IdOf(JobId job, int attempt) =>
        ActivityTraceId.CreateFromString(DerivedId.Correlation(job.Value, attempt).Replace("-", "", StringComparison.Ordinal));

    /// <summary>
    /// Begins an activity in the job's trace. Within that trace it is a child of what is going on; coming from another trace it begins at
    /// the top, with a link to where it came from. Null where nobody listens.
    /// </summary>
    public static Activity? Start(string name, ActivityKind kind, JobId job, int attempt)
    {
        if (!Source.HasListeners()) return null;
        var trace = IdOf(job, attempt);
        var from = Activity.Current;
        var activity = from?.TraceId == trace ? Source.StartActivity(name, kind) : StartAtTop(name, kind, trace, from);
        return activity?.SetTag(TelemetryNames.JobId, job.Value).SetTag(TelemetryNames.Attempt, attempt);
    }

    /// <summary>Without a parent: an attempt has no first message that is sure to come first, and a made-up one would look like a loss.</summary>
    private static Activity? StartAtTop(string name, ActivityKind kind, ActivityTraceId trace, Activity? from)
    {
        // Else .NET takes the current activity for the parent, though it is of another trace. The callers are asynchronous methods: for
        // who called them, it stays current.
        Activity.Current = null;
        var context = new ActivityContext(trace, default, ActivityTraceFlags.Recorded, isRemote: true);
        var activity = Source.StartActivity(name, kind, context, links: from is null ? null : [new ActivityLink(from.Context)]);
        if (activity is null) Activity.Current = from;
        return activity;
    }
}
