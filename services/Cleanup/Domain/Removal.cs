using FlowForge.Jobs;

namespace FlowForge.Cleanup;

/// <summary>What came of removing one resource. <see cref="Error"/> is null where it is gone.</summary>
public sealed record Removal(JobResource Resource, string? Error)
{
    /// <summary>The try that removed it, where it was gone already when this one looked. Null: this one.</summary>
    public int? EarlierTry { get; init; }
}
