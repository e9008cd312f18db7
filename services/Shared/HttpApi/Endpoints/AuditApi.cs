using FlowForge.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace FlowForge.HttpApi;

/// <summary>Shows the audit.</summary>
public static class AuditApi
{
    public static void MapAudit(this IEndpointRouteBuilder routes)
    {
        routes.Need([typeof(IAuditStore), typeof(TimeProvider)]);
        routes.MapGet("/api/audit", async (string? job, string? action, bool? success, string? since, string? until, int? limit, IAuditStore store, TimeProvider clock, CancellationToken cancellationToken) =>
        {
            var query = new AuditQuery
            {
                JobId = job,
                Action = action,
                Success = success,
                Since = Queries.Time("since", since, clock),
                Until = Queries.Time("until", until, clock),
                Limit = Queries.Limit(limit, 200, 10_000),
            };
            return new AuditList(await store.QueryAsync(query, cancellationToken));
        });
    }
}
