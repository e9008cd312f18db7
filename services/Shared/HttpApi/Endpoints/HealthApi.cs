using FlowForge.Hosting;
using FlowForge.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FlowForge.HttpApi;

/// <summary>Live: the process answers. Ready: the bus and the store do.</summary>
public static class HealthApi
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.Need([typeof(ILeaseStore), typeof(ReplicaName), typeof(TimeProvider)]);
        routes.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = Write });
        // A bus that lost its broker is only degraded to itself, because it will try again; but until then nothing gets through.
        routes.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = Write, ResultStatusCodes = { [HealthStatus.Degraded] = StatusCodes.Status503ServiceUnavailable } });
    }

    private static Task Write(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(new HealthView(
        report.Status.ToString().ToLowerInvariant(),
        report.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Description ?? entry.Value.Status.ToString())));
}
