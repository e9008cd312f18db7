namespace FlowForge.Jobs;

/// <summary>A resource of many parts was removed but for some; each of them is told by itself.</summary>
public sealed class PartialRemovalException(IReadOnlyList<(JobResource Part, string Error)> left)
    : Exception($"{left.Count} could not be removed; the first: {left[0].Part.Name}: {left[0].Error}")
{
    /// <summary>What is left, or the first of it, and why.</summary>
    public IReadOnlyList<(JobResource Part, string Error)> Left { get; } = left;
}
