using FlowForge.Configuration;
using FlowForge.Contracts;

namespace FlowForge.Policies;

/// <summary>One rung of the escalation ladder as a level writes it, before timeout and grace period are known.</summary>
public sealed record LadderStep(StepTime At, TimeoutAction Action, string? Message = null)
{
    public override string ToString() => $"{WireNames.Of(Action)} {At}";
}
