using System.Text.Json;

namespace FlowForge.Integration.Tests;

/// <summary>The examples of docs/examples, as a reader would run them.</summary>
public sealed class When_a_client_without_MassTransit_takes_part(PoisonedSystem shared, DevServers servers) : IClassFixture<PoisonedSystem>
{
    private const int Jobs = 100;
    private static readonly string Examples = Path.Combine(DevScript.Root(), "docs", "examples");

    [Fact]
    public async Task Should_tell_the_lives_of_a_hundred_jobs_and_read_what_was_removed_of_each_in_Python()
    {
        await DebianTools.NeedAsync("python3-pika", "/usr/bin/python3", "-c", "import pika");
        var system = await shared.SystemAsync();
        for (var number = 1; number <= Jobs; number++) system.LeaveArtifact($"trial-{number:0000}");
        var run = await ToolRun.RunAsync("/usr/bin/python3", new Dictionary<string, string>
        {
            ["FLOWFORGE_AMQP"] = $"{await system.AmqpOfAsync("job-manager")}",
            ["FLOWFORGE_AMQP_SUBSCRIBER"] = $"{await system.AmqpOfAsync("subscriber")}",
            ["PYTHONDONTWRITEBYTECODE"] = "1",
        }, Path.Combine(Examples, "python", "lifecycle.py"), "--jobs", $"{Jobs}", "--prefix", "trial", "--timeout-seconds", "180");
        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        var summary = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal(Jobs, summary.GetProperty("jobs").GetInt32());
        // A start, three heartbeats and an end for each.
        Assert.Equal(5 * Jobs, summary.GetProperty("published").GetInt32());
        Assert.Equal(Jobs, summary.GetProperty("cleanupEvents").GetInt32());
        Assert.Equal(0, summary.GetProperty("failedCleanupEvents").GetInt32());
        Assert.Empty(summary.GetProperty("missing").EnumerateArray());
        for (var number = 1; number <= Jobs; number++)
        {
            var job = await system.SeeAsync($"trial-{number:0000}", job => job.IsCleanedUp, "is not cleaned up");
            Assert.NotNull(job.LastHeartbeatAt);
        }
    }

    [Fact]
    public async Task Should_do_so_for_one_job_in_the_shell()
    {
        await DebianTools.NeedAsync("jq", "jq", "--version");
        await DebianTools.NeedAsync("curl", "curl", "--version");
        var system = await shared.SystemAsync();
        system.LeaveArtifact("from-the-shell");
        var (management, amqp) = (await servers.ManagementAsync(), await servers.AmqpAsync());
        var run = await ToolRun.RunAsync("bash", new Dictionary<string, string>
        {
            ["FLOWFORGE_RABBITMQ_MANAGEMENT"] = $"http://{amqp.UserInfo}@{management.Authority}",
            ["FLOWFORGE_VHOST"] = system.Name,
        }, Path.Combine(Examples, "shell", "lifecycle.sh"), "from-the-shell", "0s", "120");
        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        var removed = JsonDocument.Parse(run.Output.Trim().Split('\n')[0]).RootElement;
        Assert.Equal("from-the-shell", removed.GetProperty("jobId").GetString());
        Assert.True(removed.GetProperty("success").GetBoolean());
        await system.SeeAsync("from-the-shell", job => job.IsCleanedUp, "is not cleaned up");
    }
}
