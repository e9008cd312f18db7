using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.HttpApi;

/// <summary>A hold as the API shows it.</summary>
public sealed record HoldView
{
    public required string JobId { get; init; }

    /// <summary>Who placed it.</summary>
    public required string By { get; init; }

    public required string Reason { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>Where its job stands. Null: no such job was announced, or its record has been forgotten.</summary>
    public LifecycleStage? Stage { get; init; }

    public static HoldView Of(JobRecord job)
    {
        ArgumentNullException.ThrowIfNull(job);
        var hold = job.Hold ?? throw new ArgumentException("The job is not held.", nameof(job));
        return new HoldView { JobId = job.JobId.Value, By = hold.By, Reason = hold.Reason, At = hold.At, Stage = job.IsAnnounced ? job.Stage : null };
    }
}
