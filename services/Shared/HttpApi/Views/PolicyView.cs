using FlowForge.Jobs;

namespace FlowForge.HttpApi;

/// <summary>A resolved policy as the API shows it: the ladder, and every value with where it came from.</summary>
public sealed record PolicyView(IReadOnlyList<PolicyStepView> Escalation, IReadOnlyList<PolicyExplanation> Values)
{
    public static PolicyView Of(ResolvedPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return new PolicyView([.. policy.Escalation.Select(step => new PolicyStepView(policy.Timeout + step.Offset, step.Action.Spelled(), step.Message))], policy.Explanation);
    }
}
