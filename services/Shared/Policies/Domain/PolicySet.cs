using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.Policies;

/// <summary>The policies of all levels.</summary>
public sealed record PolicySet
{
    /// <summary>What is in force where nobody says anything.</summary>
    public static readonly PolicyLevel Defaults = new()
    {
        Timeout = TimeSpan.FromHours(2),
        MaxTimeout = TimeSpan.FromHours(24),
        GracePeriod = TimeSpan.FromMinutes(5),
        // Off: not every job sends heartbeats, and one that does not must not be taken for dead.
        HeartbeatTimeout = TimeSpan.Zero,
        WhenSilent = WhenSilent.Report,
        StateSaveWait = TimeSpan.Zero,
        ExtensionApproval = ExtensionApproval.None,
        Escalation =
        [
            new LadderStep(StepTime.Parse("80%"), TimeoutAction.Warn),
            new LadderStep(StepTime.Parse("timeout"), TimeoutAction.SoftKill),
            new LadderStep(StepTime.Parse("timeout+grace"), TimeoutAction.HardKill),
            new LadderStep(StepTime.Parse("timeout+2*grace"), TimeoutAction.ForceDelete),
        ],
        Retention = new Dictionary<JobOutcome, TimeSpan>
        {
            [JobOutcome.Succeeded] = TimeSpan.FromHours(1),
            [JobOutcome.Failed] = TimeSpan.FromHours(24),
            [JobOutcome.Terminated] = TimeSpan.FromHours(24),
        },
        ArtifactRetention = new Dictionary<string, TimeSpan>
        {
            [CleanupScopes.Logs] = TimeSpan.FromDays(7),
            [CleanupScopes.Artifacts] = TimeSpan.FromDays(7),
            [CleanupScopes.Partial] = TimeSpan.FromDays(7),
            [CleanupScopes.Reports] = TimeSpan.FromDays(30),
        },
    };

    /// <summary>No level says anything: <see cref="Defaults"/> alone.</summary>
    public static readonly PolicySet Default = new();

    public PolicyLevel Global { get; init; } = PolicyLevel.Silent;
    public IReadOnlyDictionary<string, PolicyLevel> Organizations { get; init; } = new Dictionary<string, PolicyLevel>();
    public IReadOnlyDictionary<string, PolicyLevel> JobTypes { get; init; } = new Dictionary<string, PolicyLevel>();
}
