using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.Cleanup;

/// <summary>What one due clean-up did.</summary>
public sealed record CleanupRound
{
    public required JobId JobId { get; init; }
    public required int Attempt { get; init; }
    public IReadOnlyList<CleanupPerformed> Performed { get; init; } = [];

    /// <summary>By scope.</summary>
    public IReadOnlyDictionary<string, CleanupProgress> Progress { get; init; } = new Dictionary<string, CleanupProgress>();
}
