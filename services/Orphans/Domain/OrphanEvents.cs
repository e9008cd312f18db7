using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.Orphans;

/// <summary>What is told of an orphan.</summary>
internal static class OrphanEvents
{
    public const string Actor = "flowforge/orphans";

    public static OrphanDetected Detected(Orphan orphan, DateTimeOffset now, bool dryRun) => new()
    {
        Id = DerivedId.From("orphan-detected", orphan.Id, dryRun),
        ResourceType = orphan.Resource.Kind,
        ResourceName = orphan.Resource.Name,
        Namespace = orphan.Resource.Namespace,
        JobId = orphan.Resource.JobId.Value,
        CreatedAt = orphan.Resource.ChangedAt,
        FirstSeenAt = orphan.FirstSeenAt,
        At = now,
        Reason = orphan.Reason,
        DryRun = dryRun,
        InitiatedBy = Actor,
    };

    /// <summary>One for the orphan; or one for each of its parts that is left.</summary>
    public static IEnumerable<CleanupPerformed> Removed(Orphan orphan, DateTimeOffset now, IReadOnlyList<(JobResource Part, string Error)> left) => left.Count == 0
        ? [Performed(orphan, now, new JobResource(orphan.Resource.Kind, orphan.Resource.Name, orphan.Resource.Namespace), null)]
        : left.Select(one => Performed(orphan, now, one.Part, one.Error));

    private static CleanupPerformed Performed(Orphan orphan, DateTimeOffset now, JobResource resource, string? error) => new()
    {
        Id = DerivedId.From("orphan-removal", orphan.Id, resource.Type, resource.Namespace, resource.Name, orphan.Tries),
        JobId = orphan.Resource.JobId.Value,
        Attempt = orphan.Resource.Attempt ?? 1,
        ResourceType = resource.Type,
        ResourceName = resource.Name,
        Namespace = resource.Namespace,
        At = now,
        Success = error is null,
        Error = error,
        Try = orphan.Tries,
        Reason = $"orphan {orphan.Id}: {orphan.Reason}{(orphan.UndoUntil is { } until ? $"; can be put back until {until:O}" : "")}",
        PolicySource = $"{OrphansOptions.Section}:kinds:{orphan.Resource.Kind}:remove",
        InitiatedBy = Actor,
    };
}
