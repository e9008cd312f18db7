using FlowForge.Contracts;
using FlowForge.Testing;

namespace FlowForge.Integration.Tests;

public sealed class When_jobs_run_on_two_replicas_of_everything(DevServers servers)
{
    [Fact]
    public async Task Should_each_end_as_it_must_and_be_accounted_for_once()
    {
        await using var system = await FlowForgeSystem.StartAsync(servers, replicas: 2);
        await system.SubmitAsync("in-time", "sleep 1", timeout: "60s", retention: "1s");
        await system.SubmitAsync("obeys", "sleep 300", timeout: "3s", grace: "20s", retention: "1s");
        await system.SubmitAsync("ignores", "trap '' TERM; sleep 300 & wait; sleep 300", timeout: "3s", grace: "2s", retention: "1s");
        await system.SubmitAsync("fails", "exit 3", timeout: "60s", retention: "1s");

        var outcomes = new Dictionary<string, JobOutcome?>();
        foreach (var id in (string[])["in-time", "obeys", "ignores", "fails"])
            outcomes[id] = (await system.SeeAsync(id, job => job.IsCleanedUp, "is not cleaned up")).Outcome;
        Assert.Equal(
            new() { ["in-time"] = JobOutcome.Succeeded, ["obeys"] = JobOutcome.Terminated, ["ignores"] = JobOutcome.Terminated, ["fails"] = JobOutcome.Failed }, outcomes);

        await Eventually.IsTrueAsync(async () => (await system.AuditOfAsync("ignores")).Count(entry => entry.Action == "delete") == 7, "not all of 'ignores' was told to the audit");
        string[] story = ["stage_pre_start", "stage_running", "warn", "stage_terminating", "soft_kill", "stage_completing", "stage_failed", "hard_kill", "stage_cleanup"];
        Assert.Equal(story.Order(), (await system.AuditOfAsync("ignores")).Select(entry => entry.Action).Where(action => action != "delete").Order());
        Assert.Empty(system.Survivors());
        Assert.Empty(Directory.EnumerateDirectories(Path.Combine(system.Data, "jobs")));
        Assert.DoesNotContain(await system.Broker.MessagesAsync(), queue => queue.Key.EndsWith("_error", StringComparison.Ordinal));
    }
}
