using FlowForge.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace FlowForge.HttpApi;

/// <summary>Explains which policy would apply to a job.</summary>
public static class PoliciesApi
{
    public static void MapPolicies(this IEndpointRouteBuilder routes)
    {
        routes.Need([typeof(IPolicies)]);
        routes.MapGet("/api/policies/explain", (string? organization, string? type, string? timeout, string? gracePeriod, string? retention, IPolicies policies) =>
            PolicyView.Of(policies.Resolve(Queries.Policy(organization, type, timeout, gracePeriod, retention))));
    }
}
