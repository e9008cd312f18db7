using FlowForge.Jobs;

namespace FlowForge.Cleanup;

/// <summary>What came of one try at one scope, and what of it is still to be told as removed.</summary>
internal sealed record ScopeResult(IReadOnlyList<Removal> Removals, RemovalUnderWay? Left);
