using FlowForge.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FlowForge.HttpApi;

/// <summary>
/// What a host needs to answer over HTTP. Which endpoints it offers it says by mapping them: <c>MapEvents</c>, <c>MapJobs</c>,
/// <c>MapJobSubmission</c>, <c>MapAudit</c>, <c>MapPolicies</c>, <c>MapOrphans</c>, <c>MapHolds</c>, <c>MapExtensions</c>, <c>MapHealth</c>.
/// A host that lacks what one of them needs does not start.
/// </summary>
public static class HttpApiRegistration
{
    /// <param name="services">The host's services.</param>
    /// <param name="allowRemote">Whether the host answers to any name, or only to those of this machine.</param>
    public static IServiceCollection AddHttpApi(this IServiceCollection services, bool allowRemote)
    {
        services.AddRouting();
        services.AddProblemDetails(problems => problems.CustomizeProblemDetails = MissingEndpoints.Explain);
        services.AddExceptionHandler<ProblemMapping>();
        services.AddHealthChecks().AddCheck<StoreHealthCheck>("store");
        // By a factory, which nobody calls at start: a host that takes no events need not have policies.
        services.TryAddSingleton(provider => ActivatorUtilities.CreateInstance<EventReader>(provider));
        services.TryAddSingleton(provider => ActivatorUtilities.CreateInstance<JobHolds>(provider));
        services.TryAddSingleton(provider => ActivatorUtilities.CreateInstance<JobExtensions>(provider));
        // What cannot be read becomes a problem with its reason, not a bare 400.
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json => ApiJson.Configure(json.SerializerOptions));
        // A web page in the administrator's browser must not reach a server on loopback through a name of its own.
        services.AddHostFiltering(hosts => hosts.AllowedHosts = allowRemote ? ["*"] : ["localhost", "127.0.0.1", "[::1]"]);
        return services;
    }
}
