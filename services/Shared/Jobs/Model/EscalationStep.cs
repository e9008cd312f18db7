using FlowForge.Contracts;

namespace FlowForge.Jobs;

/// <summary>One rung of a resolved escalation ladder.</summary>
public sealed record EscalationStep
{
    /// <summary>When, relative to the timeout; negative is before it.</summary>
    public required TimeSpan Offset { get; init; }

    /// <summary>What to do.</summary>
    public required TimeoutAction Action { get; init; }

    /// <summary>What to tell the job and the people who watch it. Default: none.</summary>
    public string? Message { get; init; }
}
