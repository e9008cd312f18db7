using System.Text.Json;
using FlowForge.Testing;

namespace FlowForge.Integration.Tests;

/// <summary>Orphans as the service is deployed: asked for by the API's process, found by two replicas over the broker and the database.</summary>
public sealed class When_nobody_owns_a_folder(DevServers servers)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Should_it_go_once_and_come_back_whichever_replica_dies()
    {
        await using var system = await FlowForgeSystem.DeployAsync(servers, new()
        {
            // Only this test scans.
            ["OPTIONS__ORPHANS__CRON"] = "0 0 0 1 1 ?",
            ["OPTIONS__ORPHANS__INTERVAL"] = "1s",
            ["OPTIONS__ORPHANS__KINDS__WORKSPACE__REMOVE"] = "true",
            ["OPTIONS__ORPHANS__KINDS__WORKSPACE__MINIMUMAGE"] = "1s",
        });
        foreach (var service in (string[])["Lifecycle", "Audit"])
            for (var replica = 1; replica <= 2; replica++) await system.AddAsync(service, replica);
        await system.AddAsync("JobManager", 1);
        await system.AddAsync("Api", 1);
        await system.ReadyAsync();
        await system.SubmitAsync("lives", "sleep 600", timeout: "30m");
        await system.SeeAsync("lives", job => job.StartedAt is not null, "it does not run");
        var (ghost, second) = (Plant(system, "ghost"), Plant(system, "second-ghost"));

        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = RunAsync(system, ["scan", "--kind", "workspace"], line => _ = line.Contains("Does the orphans service run", StringComparison.Ordinal) && told.TrySetResult());
        await told.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        for (var replica = 1; replica <= 2; replica++) await system.AddAsync("Orphans", replica);
        await system.ReadyAsync();
        await first;

        var scan = RunAsync(system, "scan", "--kind", "workspace");
        await system.The("orphans-1").KillAsync();
        await scan;
        await Eventually.IsTrueAsync(async () =>
        {
            await RunAsync(system, "scan", "--kind", "workspace");
            return !Directory.Exists(ghost) && !Directory.Exists(second);
        }, "they were not removed");

        Assert.True(Directory.Exists(Path.Combine(system.Data, "jobs", "lives")));
        var removed = JsonDocument.Parse((await RunAsync(system, "list", "--job", "ghost", "--state", "removed", "--output", "json")).Output).RootElement.GetProperty("orphans");
        await RunAsync(system, "restore", Assert.Single(removed.EnumerateArray()).GetProperty("id").GetString()!);
        Assert.Equal("data", await File.ReadAllTextAsync(Path.Combine(ghost, "workspace", "precious"), TestContext.Current.CancellationToken));
        Assert.False(Directory.Exists(second));

        await Eventually.IsTrueAsync(async () => (await system.AuditOfAsync("ghost")).Any(entry => entry.Action == "restore") && (await system.AuditOfAsync("second-ghost")).Any(entry => entry.Action == "delete"), "the audit does not tell all of it");
        Assert.Equal(["delete", "orphan_found", "restore"], (await system.AuditOfAsync("ghost")).Select(entry => entry.Action).Order(StringComparer.Ordinal));
        Assert.Equal(["delete", "orphan_found"], (await system.AuditOfAsync("second-ghost")).Select(entry => entry.Action).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(await system.Broker.MessagesAsync(), queue => queue.Key.EndsWith("_error", StringComparison.Ordinal) || queue.Key == "flowforge.unroutable");
    }

    private static string Plant(FlowForgeSystem system, string job)
    {
        var folder = Path.Combine(system.Data, "jobs", job);
        Directory.CreateDirectory(Path.Combine(folder, "workspace"));
        File.WriteAllText(Path.Combine(folder, "workspace", "precious"), "data");
        return folder;
    }

    private static Task<ToolRun> RunAsync(FlowForgeSystem system, params string[] arguments) => RunAsync(system, arguments, _ => { });

    private static async Task<ToolRun> RunAsync(FlowForgeSystem system, string[] arguments, Action<string> says)
    {
        var run = await ToolRun.FlowForgeAsync(new Dictionary<string, string>(), ["orphans", .. arguments, "--url", system.The("api-1").Url], says);
        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        return run;
    }
}
