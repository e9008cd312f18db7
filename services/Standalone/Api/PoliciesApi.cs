using FlowForge.Jobs;

namespace FlowForge.Standalone;

/// <summary>Explains which policy would apply to a job.</summary>
internal static class PoliciesApi
{
    public static void MapPolicies(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/policies/explain", (string? organization, string? type, string? timeout, string? gracePeriod, string? retention, IPolicies policies) =>
            PolicyView.Of(policies.Resolve(Queries.Policy(organization, type, timeout, gracePeriod, retention))));
}
