using FlowForge.HttpApi;
using FlowForge.Jobs;

namespace FlowForge.Standalone;

/// <summary>A folder that a job left of which nobody knows any more: planted before the demo's jobs run, found by two scans and removed.</summary>
internal sealed class DemoOrphan(ApiClient api, string dataFolder)
{
    private const string Job = "forgotten-long-ago";
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(200), Longest = TimeSpan.FromSeconds(45);

    /// <summary>What a server needs to know to find it within the demo.</summary>
    public static readonly IReadOnlyDictionary<string, string?> Options = new Dictionary<string, string?>
    {
        ["options:orphans:interval"] = "1s",
        ["options:orphans:kinds:workspace:minimumAge"] = "1s",
        ["options:orphans:kinds:workspace:remove"] = "true",
    };

    private string Folder => Path.Combine(dataFolder, "jobs", Job);

    public void Plant()
    {
        Directory.CreateDirectory(Path.Combine(Folder, "workspace"));
        File.WriteAllText(Path.Combine(Folder, "workspace", "left-behind.bin"), new string('x', 4_096));
    }

    public async Task<DemoOrphanReport> RunAsync(CancellationToken cancellationToken)
    {
        var clock = TimeProvider.System;
        var deadline = clock.GetUtcNow() + Longest;
        IReadOnlyList<OrphanView> found = [];
        while (found is not [{ State: "removed" }] && clock.GetUtcNow() < deadline)
        {
            var scan = await api.PostAsync<OrphanScan>("/api/orphans/scans", new OrphanScanRequest { Kind = OwnedKinds.Workspace, By = "demo" }, cancellationToken);
            while (scan.FinishedAt is null && clock.GetUtcNow() < deadline)
            {
                await Task.Delay(LookAgain, clock, cancellationToken);
                scan = await api.GetAsync<OrphanScan>($"/api/orphans/scans/{scan.Id}", cancellationToken);
            }

            found = (await api.GetAsync<OrphanList>("/api/orphans", cancellationToken)).Orphans;
        }

        // The audit hears of it by a message of its own.
        IReadOnlyList<AuditEntry> audit;
        while (!IsTold(audit = (await api.GetAsync<AuditList>($"/api/audit?job={Job}", cancellationToken)).Entries) && clock.GetUtcNow() < deadline) await Task.Delay(LookAgain, clock, cancellationToken);
        var problems = Problems(found, audit).ToList();
        return new DemoOrphanReport { JobId = Job, Found = found, Audit = audit, Problems = problems, Passed = problems.Count == 0 };
    }

    private static bool IsTold(IReadOnlyList<AuditEntry> audit) => audit.Any(entry => entry is { Action: "delete", Success: true });

    private IEnumerable<string> Problems(IReadOnlyList<OrphanView> found, IReadOnlyList<AuditEntry> audit)
    {
        if (found is not [{ State: "removed", JobId: Job }]) yield return $"the scans found [{string.Join(", ", found.Select(orphan => $"{orphan.Name}: {orphan.State}, {orphan.Reason}"))}], not the one that is removed";
        if (Directory.Exists(Folder)) yield return $"'{Folder}' is still there";
        if (!IsTold(audit)) yield return "the audit does not tell of its removal";
    }
}
