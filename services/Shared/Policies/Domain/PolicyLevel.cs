using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.Policies;

/// <summary>What one level says. Null, or no entry: it leaves that to a less specific level.</summary>
public sealed record PolicyLevel
{
    public static readonly PolicyLevel Silent = new();

    /// <summary>How long a job may run.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>No timeout and no grace period may be longer, whoever says it. Only global and organizations have one.</summary>
    public TimeSpan? MaxTimeout { get; init; }

    /// <summary>Between being asked to end and being ended.</summary>
    public TimeSpan? GracePeriod { get; init; }

    public IReadOnlyList<LadderStep>? Escalation { get; init; }

    /// <summary>How long a job may be silent before its runtime is looked at; zero: for ever.</summary>
    public TimeSpan? HeartbeatTimeout { get; init; }

    /// <summary>What is done with a job that is silent and yet alive.</summary>
    public WhenSilent? WhenSilent { get; init; }

    /// <summary>How long a hard kill waits for saved state; zero: not at all.</summary>
    public TimeSpan? StateSaveWait { get; init; }

    /// <summary>Who has to agree to a later deadline.</summary>
    public ExtensionApproval? ExtensionApproval { get; init; }

    /// <summary>How long what a job leaves is kept; zero removes it at once.</summary>
    public IReadOnlyDictionary<JobOutcome, TimeSpan> Retention { get; init; } = new Dictionary<JobOutcome, TimeSpan>();

    /// <summary>By artifact class.</summary>
    public IReadOnlyDictionary<string, TimeSpan> ArtifactRetention { get; init; } = new Dictionary<string, TimeSpan>();
}
