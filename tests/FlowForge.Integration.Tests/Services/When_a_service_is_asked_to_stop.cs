using System.Globalization;
using System.Text.Json;
using FlowForge.Contracts;
using FlowForge.Testing;

namespace FlowForge.Integration.Tests;

public sealed class When_a_service_is_asked_to_stop(DevServers servers)
{
    private const int Burst = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Should_finish_the_starts_in_hand_and_lose_none_of_the_others()
    {
        await using var system = await FlowForgeSystem.DeployAsync(servers);
        await system.Broker.PublishAsync("flowforge.job-started", Enumerable.Range(0, Burst).Select(number => new PlainMessage($$"""{"jobId":"burst-{{number}}","startedAt":"{{Now()}}"}""")));
        var first = await system.AddAsync("Lifecycle", 1);
        await Eventually.IsTrueAsync(async () => await KnownAsync(system) > 0, "the first start is not handled", Patience);
        Assert.Equal(0, await first.StopAsync());

        var left = await system.Broker.WaitingAsync("lifecycle-job-started");
        var done = await KnownAsync(system);
        Assert.True(left > 0, "it stopped only when all was done: the test shows nothing");
        // Not equal: a quorum queue's channel sends 32 settlements at once and keeps the others back, and forgets these when it is
        // closed. So some of what was done comes again; that it changes nothing shows below.
        Assert.True(done + left >= Burst, $"{done} are done and {left} are left of {Burst}");
        // Nothing is half done: each job has entered two stages, and for each the services were told once.
        Assert.Equal(2u * (uint)done, await system.Broker.WaitingAsync("audit-job-stage-changed"));

        await system.AddAsync("Lifecycle", 2);
        await Eventually.IsTrueAsync(async () => await KnownAsync(system) == Burst, "not all is handled in the end", Patience);
        await Eventually.IsTrueAsync(async () => await system.Broker.WaitingAsync("audit-job-stage-changed") >= 2 * Burst && await system.Broker.WaitingAsync("lifecycle-job-started") == 0, "stages were not told", Patience);
        await system.The("lifecycle-2").StopAsync();
        // What came again was told again, under the same ids.
        var told = (await system.Broker.ReadAsync("audit-job-stage-changed")).Select(message => JsonDocument.Parse(message.Body).RootElement.GetProperty("message").GetProperty("id").GetGuid()).ToList();
        Assert.Equal(2 * Burst, told.Distinct().Count());
        Assert.True(told.Count <= 2 * (done + left), $"{told.Count} were told for {done} that were done and {left} that were left");
    }

    [Fact]
    public async Task Should_wait_for_the_hook_that_runs()
    {
        using var folder = new TempFolder();
        var (policy, marks) = (Path.Combine(folder.Path, "policy.json"), Path.Combine(folder.Path, "marks"));
        await File.WriteAllTextAsync(policy, $$"""{"hooks":[{"name":"slow","stage":"failed","command":["/bin/sh","-c","echo begin >> {{marks}}; sleep 5; echo end >> {{marks}}"]}]}""");
        await using var system = await FlowForgeSystem.DeployAsync(servers, new() { ["CONFIGFILE"] = policy });
        var lifecycle = await system.AddAsync("Lifecycle", 1);
        await system.ReadyAsync();
        await system.Broker.PublishAsync("flowforge.job-started", $$"""{"jobId":"hooked","startedAt":"{{Now()}}"}""");
        await system.Broker.PublishAsync("flowforge.job-finished", $$"""{"jobId":"hooked","finishedAt":"{{Now()}}","outcome":"failed","exitCode":1}""");
        await Eventually.IsTrueAsync(() => File.Exists(marks), "the hook does not run", Patience);
        Assert.DoesNotContain("end", await File.ReadAllTextAsync(marks), StringComparison.Ordinal);
        Assert.Equal(0, await lifecycle.StopAsync());

        Assert.Equal(["begin", "end"], await File.ReadAllLinesAsync(marks));
        Assert.Equal(0u, await system.Broker.WaitingAsync("lifecycle-stage-hooks"));
        Assert.Equal(1u, await system.Broker.WaitingAsync("audit-hook-executed"));
    }

    [Fact]
    public async Task Should_see_to_it_that_the_job_which_it_kills_is_gone()
    {
        await using var system = await FlowForgeSystem.StartAsync(servers, replicas: 1);
        await system.SubmitAsync("ignores", "trap '' TERM; sleep 300 & wait; sleep 300", timeout: "2s", grace: "1s");
        // Just before the kill falls due, or while it is being verified.
        await system.SeeAsync("ignores", job => job.Stage == LifecycleStage.Terminating, "is not asked to end", Patience);
        Assert.Equal(0, await system.The("timeouts-1").StopAsync());
        await system.AddAsync("Timeouts", 2);
        await system.SeeAsync("ignores", job => job.IsFinished, "was not killed", Patience);
        await Eventually.IsTrueAsync(async () => (await system.AuditOfAsync("ignores")).Any(entry => entry.Action == "hard_kill"), "the kill is not in the audit", Patience);
        Assert.Equal(["hard_kill", "soft_kill", "warn"], (await system.AuditOfAsync("ignores")).Select(entry => entry.Action).Where(action => action is "warn" || action.EndsWith("_kill", StringComparison.Ordinal)).Order());
        Assert.Empty(system.Survivors());
    }

    [Theory]
    [InlineData("Lifecycle")]
    [InlineData("Scheduler")]
    [InlineData("Timeouts")]
    [InlineData("Cleanup")]
    [InlineData("Audit")]
    [InlineData("Api")]
    [InlineData("JobManager")]
    public async Task Should_end_well_when_it_has_nothing_to_do(string service)
    {
        await using var system = await FlowForgeSystem.DeployAsync(servers);
        var process = await system.AddAsync(service, 1);
        await system.ReadyAsync();
        var before = process.Log;
        Assert.Equal(0, await process.StopAsync());
        Assert.DoesNotContain("\"Level\":\"Error\"", process.Log[before.Length..], StringComparison.Ordinal);
    }

    private static async Task<int> KnownAsync(FlowForgeSystem system)
    {
        var known = 0;
        await foreach (var job in system.Registry.ListUnsettledAsync()) known += job.JobId.Value.StartsWith("burst-", StringComparison.Ordinal) ? 1 : 0;
        return known;
    }

    private static string Now() => TimeProvider.System.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);
}
