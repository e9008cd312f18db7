using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.Testing;

/// <summary>One policy for all, and what the job itself asks for.</summary>
public sealed class FakePolicies : IPolicies
{
    public TimeSpan Timeout { get; set; } = TimeSpan.FromHours(1);
    public TimeSpan GracePeriod { get; set; } = TimeSpan.FromMinutes(1);
    public TimeSpan Retention { get; set; } = TimeSpan.FromHours(2);

    /// <summary>Null: heartbeats are not asked for.</summary>
    public TimeSpan? HeartbeatTimeout { get; set; }

    public WhenSilent WhenSilent { get; set; }

    public TimeSpan StateSaveWait { get; set; }

    public ExtensionApproval ExtensionApproval { get; set; }

    /// <summary>No timeout may be longer. Null: it may.</summary>
    public TimeSpan? MaxTimeout { get; set; }

    public ResolvedPolicy Resolve(PolicyRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var timeout = request.Timeout ?? Timeout;
        if (timeout > MaxTimeout) timeout = MaxTimeout.Value;
        var grace = request.GracePeriod ?? GracePeriod;
        var retention = request.Retention ?? Retention;
        return new ResolvedPolicy
        {
            Timeout = timeout,
            GracePeriod = grace,
            Escalation =
            [
                new EscalationStep { Offset = timeout * -0.2, Action = TimeoutAction.Warn },
                new EscalationStep { Offset = TimeSpan.Zero, Action = TimeoutAction.SoftKill },
                new EscalationStep { Offset = grace, Action = TimeoutAction.HardKill },
                new EscalationStep { Offset = 2 * grace, Action = TimeoutAction.ForceDelete },
            ],
            Retention = Enum.GetValues<JobOutcome>().ToDictionary(outcome => outcome, outcome => outcome == JobOutcome.Succeeded ? retention : 2 * retention),
            ArtifactRetention = request.Retention is null ? new Dictionary<string, TimeSpan> { ["logs"] = 3 * retention } : new Dictionary<string, TimeSpan>(),
            HeartbeatTimeout = HeartbeatTimeout,
            WhenSilent = WhenSilent,
            StateSaveWait = StateSaveWait,
            ExtensionApproval = ExtensionApproval,
            Explanation = [new PolicyExplanation { Key = "timeout", Value = Durations.Format(timeout), Source = request.Timeout is null ? "global" : "job" }],
        };
    }
}
