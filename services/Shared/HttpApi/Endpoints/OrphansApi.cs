using FlowForge.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FlowForge.HttpApi;

/// <summary>Shows orphans and the scans that found them, and asks for scans and restores; the orphans service carries them out within seconds.</summary>
public static class OrphansApi
{
    private const string Scans = "/scans";

    public static void MapOrphans(this IEndpointRouteBuilder routes)
    {
        routes.Need([typeof(IOrphanStore), typeof(TimeProvider)]);
        var orphans = routes.MapGroup("/api/orphans");
        orphans.MapGet("", async (string? kind, string? state, string? job, int? limit, IOrphanStore store, CancellationToken cancellationToken) =>
        {
            var query = new OrphanQuery { Kind = Kind(kind), State = State(state), JobId = job is null ? null : JobId.Parse(job).Value, Limit = Queries.Limit(limit, 100, 1_000) };
            return new OrphanList([.. (await store.ListAsync(query, cancellationToken)).Select(OrphanView.Of)]);
        });
        orphans.MapGet("/{id:guid}", async (Guid id, IOrphanStore store, CancellationToken cancellationToken) =>
            await store.FindAsync(id, cancellationToken) is { } orphan ? Results.Ok(OrphanView.Of(orphan)) : Unknown("orphan", id));
        orphans.MapPost("/{id:guid}/restore", RestoreAsync);
        orphans.MapGet(Scans, async (int? limit, IOrphanStore store, CancellationToken cancellationToken) =>
            new OrphanScanList(await store.ListScansAsync(finished: true, Queries.Limit(limit, 20, 1_000), cancellationToken)));
        orphans.MapGet(Scans + "/{id:guid}", async (Guid id, IOrphanStore store, CancellationToken cancellationToken) =>
            await store.FindScanAsync(id, cancellationToken) is { } scan ? Results.Ok(scan) : Unknown("scan", id));
        orphans.MapPost(Scans, async (OrphanScanRequest request, IOrphanStore store, TimeProvider clock, CancellationToken cancellationToken) =>
        {
            var (kind, by, now) = (Kind(request.Kind), Queries.By(request.By), clock.Now());
            var id = DerivedId.From("orphan-scan", kind, request.DryRun, by, now.ToUnixTimeMilliseconds());
            var scan = new OrphanScan { Id = id, Kind = kind, DryRun = request.DryRun, RequestedAt = now, RequestedBy = by };
            await store.SaveScanAsync(scan, cancellationToken);
            return Results.Accepted($"/api/orphans{Scans}/{scan.Id}", scan);
        });
    }

    internal static string Spelled(OrphanState state) => state.ToString().ToLowerInvariant();

    private static async Task<IResult> RestoreAsync(Guid id, OrphanRestoreRequest request, IOrphanStore store, TimeProvider clock, CancellationToken cancellationToken)
    {
        var by = Queries.By(request.By);
        if (await store.FindAsync(id, cancellationToken) is not { } orphan) return Unknown("orphan", id);
        if (orphan.State == OrphanState.Restored) return Results.Ok(OrphanView.Of(orphan));
        if (await store.RequestRestoreAsync(id, clock.Now(), by, cancellationToken))
            return Results.Accepted($"/api/orphans/{id}", OrphanView.Of((await store.FindAsync(id, cancellationToken))!));
        var why = orphan switch
        {
            { State: OrphanState.Removing } => $"Its removal is not finished. 'flowforge hold add {orphan.Resource.JobId} --reason …' stops it; after the next scan what has gone can be put back.",
            { State: not OrphanState.Removed } => "It was not removed.",
            { UndoUntil: null } => "Nothing of it was kept, or what was has been let go.",
            { UndoUntil: { } until } => $"It could be put back until {until:O}.",
        };
        return Results.Problem(statusCode: 409, title: "It cannot be put back.", detail: $"{orphan.Resource.Kind} '{orphan.Resource.Name}' of job {orphan.Resource.JobId} cannot be put back. {why}");
    }

    private static IResult Unknown(string what, Guid id) =>
        Results.Problem(statusCode: 404, title: $"No such {what} is known.", detail: $"There is no {what} {id}, or its report has been forgotten. The audit may still tell of it.");

    private static string? Kind(string? kind) => kind is null || OwnedKinds.All.Contains(kind)
        ? kind
        : throw new InvalidEventException("kind", $"'{DnsName.Printable(kind)}' is none of {string.Join(", ", OwnedKinds.All)}");

    private static OrphanState? State(string? state)
    {
        if (state is null) return null;
        foreach (var known in Enum.GetValues<OrphanState>())
            if (Spelled(known) == state) return known;
        throw new InvalidEventException("state", $"'{DnsName.Printable(state)}' is none of {string.Join(", ", Enum.GetValues<OrphanState>().Select(Spelled))}");
    }
}
