namespace FlowForge.Contracts;

/// <summary>One resource of a job was removed, or could not be.</summary>
public sealed record CleanupPerformed
{
    /// <summary>Derived from job, attempt, resource, try and result: a redelivery says the same again under the same id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The job that owned the resource.</summary>
    public required string JobId { get; init; }

    /// <summary>Its attempt.</summary>
    public required int Attempt { get; init; }

    /// <summary>Such as <c>workspace</c>, <c>secret</c>, <c>logs</c>, <c>artifacts</c>, <c>pod</c>, <c>pvc</c>, <c>configmap</c>, <c>s3-object</c>.</summary>
    public required string ResourceType { get; init; }

    /// <summary>The resource's name within its kind.</summary>
    public required string ResourceName { get; init; }

    /// <summary>Where it lived, where the runtime has such a thing. Default: none.</summary>
    public string? Namespace { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Whether it is gone now.</summary>
    public required bool Success { get; init; }

    /// <summary>What went wrong. Null where <see cref="Success"/>.</summary>
    public string? Error { get; init; }

    /// <summary>Which try, from 1.</summary>
    public int Try { get; init; } = 1;

    /// <summary>True where this was the last try and a person has to look. Default: false.</summary>
    public bool GaveUp { get; init; }

    /// <summary>Why it was removed: the outcome and the retention.</summary>
    public required string Reason { get; init; }

    /// <summary>Where the retention came from, such as <c>organization acme</c>.</summary>
    public string? PolicySource { get; init; }

    /// <summary>Who acted, such as <c>flowforge/cleanup</c>.</summary>
    public required string InitiatedBy { get; init; }

    /// <summary>As in <see cref="JobStarted.CorrelationId"/>.</summary>
    public string? CorrelationId { get; init; }
}
