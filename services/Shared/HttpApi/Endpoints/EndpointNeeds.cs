using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FlowForge.HttpApi;

/// <summary>
/// A host that offers what it has no services for does not start. The framework would tell only the callers, of every endpoint:
/// it takes a parameter that is no service for the body.
/// </summary>
internal static class EndpointNeeds
{
    public static void Need(this IEndpointRouteBuilder routes, ReadOnlySpan<Type> services, [CallerMemberName] string map = "")
    {
        var known = routes.ServiceProvider.GetRequiredService<IServiceProviderIsService>();
        foreach (var service in services)
            if (!known.IsService(service)) throw new InvalidOperationException($"{map} needs {service.Name}, and this host has none: register it, or leave {map} out.");
    }
}
