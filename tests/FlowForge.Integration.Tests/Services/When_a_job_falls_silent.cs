using FlowForge.Contracts;
using FlowForge.Testing;

namespace FlowForge.Integration.Tests;

/// <summary>Recovery as it is deployed: over the broker with its own user, two replicas of it, and the job manager asked for the next attempt.</summary>
public sealed class When_a_job_falls_silent(DevServers servers)
{
    private const string Policies = """{ "policies": { "global": { "heartbeatTimeout": "10s", "whenSilent": "restart" } } }""";

    private const string Hangs = """
        [ "$FLOWFORGE_ATTEMPT" = 2 ] && exit 0
        trap '' TERM
        while :; do sleep 0.2; done
        """;

    [Fact]
    public async Task Should_be_killed_and_run_again_as_its_next_attempt()
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "flowforge.json");
        await File.WriteAllTextAsync(file, Policies, TestContext.Current.CancellationToken);
        await using var system = await FlowForgeSystem.StartAsync(servers, replicas: 2, new()
        {
            ["CONFIGFILE"] = file,
            // So rarely that only a job which touches its heartbeat file is heard of.
            ["OPTIONS__JOBMANAGER__HEARTBEATINTERVAL"] = "1h",
            ["OPTIONS__RECOVERY__SECONDLOOK"] = "3s",
            ["OPTIONS__RECOVERY__BACKOFF"] = "1s",
        });

        await system.SubmitAsync("hangs", Hangs, timeout: "1h", retention: "1s", attempts: 2);

        var ended = await system.SeeAsync("hangs", job => job.IsCleanedUp, "its second attempt did not succeed and is not cleaned up", TimeSpan.FromMinutes(3));
        Assert.Equal((2, JobOutcome.Succeeded), (ended.Attempt, ended.Outcome));
        await Eventually.IsTrueAsync(async () => (await system.AuditOfAsync("hangs")).Any(entry => entry.Action == "recover_restart"), "the audit lacks the restart");
        var story = await system.AuditOfAsync("hangs");
        Assert.Equal(1, Assert.Single(story, entry => entry.Action == "declare_dead").Attempt);
        Assert.Single(story, entry => entry.Action == "recover_restart");
        Assert.Empty(system.Survivors());
        Assert.DoesNotContain(await system.Broker.MessagesAsync(), queue => queue.Key.EndsWith("_error", StringComparison.Ordinal) || queue.Key == "flowforge.unroutable");
    }
}
