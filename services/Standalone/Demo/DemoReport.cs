namespace FlowForge.Standalone;

/// <summary>What the demo did, for programs.</summary>
internal sealed record DemoReport
{
    public required DateTimeOffset StartedAt { get; init; }
    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>Everything went as it must.</summary>
    public required bool Passed { get; init; }

    /// <summary>What went otherwise and belongs to no single job.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    public required IReadOnlyList<DemoJobReport> Jobs { get; init; }

    /// <summary>What became of the folder that nobody owned.</summary>
    public required DemoOrphanReport Orphan { get; init; }
}
