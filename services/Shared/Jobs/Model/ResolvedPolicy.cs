using FlowForge.Contracts;

namespace FlowForge.Jobs;

/// <summary>What applies to one job, and where each value came from. Stored with the job, so a later change of the policy does not move it.</summary>
public sealed record ResolvedPolicy
{
    /// <summary>How long the job may run.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>How long it has between being asked to end and being ended.</summary>
    public required TimeSpan GracePeriod { get; init; }

    /// <summary>The escalation ladder, in order of time.</summary>
    public required IReadOnlyList<EscalationStep> Escalation { get; init; }

    /// <summary>How long what the job leaves is kept, by its outcome.</summary>
    public required IReadOnlyDictionary<JobOutcome, TimeSpan> Retention { get; init; }

    /// <summary>How long an artifact class is kept where that differs from <see cref="Retention"/>.</summary>
    public required IReadOnlyDictionary<string, TimeSpan> ArtifactRetention { get; init; }

    /// <summary>How long the job may be silent before its runtime is looked at. Null: heartbeats are not asked of it.</summary>
    public TimeSpan? HeartbeatTimeout { get; init; }

    /// <summary>What is done when it is silent and yet alive.</summary>
    public WhenSilent WhenSilent { get; init; }

    /// <summary>How long, beyond its planned time, a hard kill waits for the job to say that its state is saved. Zero: not at all.</summary>
    public TimeSpan StateSaveWait { get; init; }

    /// <summary>Who has to agree to a later deadline.</summary>
    public ExtensionApproval ExtensionApproval { get; init; }

    /// <summary>Where each value came from.</summary>
    public required IReadOnlyList<PolicyExplanation> Explanation { get; init; }

    public TimeSpan RetentionOf(string scope, JobOutcome outcome) =>
        scope != CleanupScopes.Runtime && ArtifactRetention.TryGetValue(scope, out var kept) ? kept : Retention[outcome];

    /// <summary>Where the value of <paramref name="key"/> came from, such as <c>job type build</c>.</summary>
    public string? SourceOf(string key) => Explanation.FirstOrDefault(e => e.Key == key)?.Source;
}
