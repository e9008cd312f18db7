using System.Text.Json;

namespace FlowForge.Standalone.Tests;

/// <summary>Holds, extensions and the wait for saved state, with real jobs and the real command.</summary>
public sealed class When_a_job_needs_time
{
    private const string Config = """
        {
          "policies": { "global": { "stateSaveWait": "1h" }, "jobTypes": { "careful": { "extensionApproval": "second_person" } } },
          "options": { "timeouts": { "heldDelay": "500ms" }, "cleanup": { "heldDelay": "500ms" }, "jobManager": { "heartbeatInterval": "1s" } }
        }
        """;

    private const string Sleeps = "while :; do sleep 0.2; done";

    // It saves long after its hard kill was due, and would live for ever then.
    private const string SavesLate = """
        asked=
        trap 'asked=1' TERM
        while [ -z "$asked" ]; do sleep 0.2; done
        sleep 6
        echo state-saved > "$FLOWFORGE_HEARTBEAT_FILE"
        while :; do sleep 0.2; done
        """;

    [Fact]
    public async Task Should_its_hard_kill_wait_until_it_says_that_its_state_is_saved()
    {
        await using var server = await ServerProcess.StartAsync(Config);
        await server.SubmitAsync("saves", SavesLate, timeout: "1s", grace: "1s");

        await server.SeeAuditAsync("job=saves&action=hard_kill");
        var kill = Assert.Single(await server.AuditAsync("job=saves&action=hard_kill"));
        Assert.Contains("state saved at", kill.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.True(kill.GetProperty("success").GetBoolean());
        var soft = Assert.Single(await server.AuditAsync("job=saves&action=soft_kill"));
        Assert.True(kill.GetProperty("timestamp").GetDateTimeOffset() >= soft.GetProperty("timestamp").GetDateTimeOffset().AddSeconds(6));
        Assert.Empty(server.Survivors());
    }

    [Fact]
    public async Task Should_a_held_job_live_on_until_it_is_released()
    {
        await using var server = await ServerProcess.StartAsync(Config);
        await DoneAsync(server, "hold", "add", "unknown", "--reason", "it may come back");
        await DoneAsync(server, "hold", "add", "held", "--reason", "evidence", "--as", "ann");
        await server.SubmitAsync("held", Sleeps, timeout: "1s", grace: "1s");
        await server.SeeAuditAsync("job=held&action=soft_kill&success=false");
        Assert.Contains("by ann since", (await DoneAsync(server, "job", "held")).Output, StringComparison.Ordinal);
        var list = await DoneAsync(server, "hold", "list");
        Assert.Contains("not known", list.Output, StringComparison.Ordinal);
        Assert.Contains("evidence", list.Output, StringComparison.Ordinal);
        Assert.NotEmpty(server.Survivors());

        await DoneAsync(server, "hold", "remove", "held", "--reason", "closed", "--as", "bob");

        await server.SeeJobAsync("held", job => job.TryGetProperty("outcome", out var outcome) && outcome.GetString() == "terminated", "it was not stopped", TimeSpan.FromMinutes(3));
        Assert.Single(await server.AuditAsync("job=held&action=soft_kill&success=false"));
        Assert.Equal("ann", Assert.Single(await server.AuditAsync("job=held&action=hold")).GetProperty("initiatedBy").GetString());
        Assert.Equal("bob", Assert.Single(await server.AuditAsync("job=held&action=release_hold")).GetProperty("initiatedBy").GetString());
        Assert.Equal(4, (await FlowForgeCommand.RunAsync("hold", "remove", "held", "--reason", "closed", "--url", server.Url)).ExitCode);
    }

    [Fact]
    public async Task Should_an_extension_wait_for_a_second_person_where_the_policy_says_so()
    {
        await using var server = await ServerProcess.StartAsync(Config);
        await server.SubmitAsync("free", Sleeps, timeout: "1h");
        await server.SeeJobAsync("free", job => job.GetProperty("stage").GetString() == "running", "it did not start");
        Assert.Contains("may run until", (await DoneAsync(server, "job", "extend", "free", "--by", "30m", "--reason", "slow today")).Output, StringComparison.Ordinal);
        Assert.Equal(2, (await FlowForgeCommand.RunAsync("job", "extend", "free", "--by", "48h", "--reason", "slow today", "--url", server.Url)).ExitCode);
        Assert.Equal(4, (await FlowForgeCommand.RunAsync("job", "extend", "unknown", "--by", "30m", "--reason", "slow today", "--url", server.Url)).ExitCode);
        Assert.Equal(4, (await FlowForgeCommand.RunAsync("job", "approve", "free", "--url", server.Url)).ExitCode);

        var submitted = await DoneAsync(server, "submit", "--id", "careful", "--type", "careful", "--timeout", "1h", "--", "/bin/sh", "-c", Sleeps, server.Tag);
        Assert.Equal("careful", submitted.Output.Trim());
        var before = await server.SeeJobAsync("careful", job => job.TryGetProperty("timeoutAt", out var at) && at.ValueKind == JsonValueKind.String, "it did not start");
        Assert.Contains("has to approve", (await DoneAsync(server, "job", "extend", "careful", "--by", "30m", "--reason", "slow today", "--as", "ann")).Output, StringComparison.Ordinal);
        Assert.Contains("30m more, by ann", (await DoneAsync(server, "job", "careful")).Output, StringComparison.Ordinal);
        Assert.Equal(2, (await FlowForgeCommand.RunAsync("job", "approve", "careful", "--as", "ann", "--url", server.Url)).ExitCode);
        await DoneAsync(server, "job", "approve", "careful", "--as", "bob");
        var after = await server.SeeJobAsync("careful", _ => true, "it is gone");
        Assert.Equal(before.GetProperty("timeoutAt").GetDateTimeOffset().AddMinutes(30), after.GetProperty("timeoutAt").GetDateTimeOffset());
    }

    private static async Task<FlowForgeCommand.Result> DoneAsync(ServerProcess server, params string[] arguments)
    {
        // What follows -- belongs to the job.
        var end = Array.IndexOf(arguments, "--");
        string[] all = end < 0 ? [.. arguments, "--url", server.Url] : [.. arguments[..end], "--url", server.Url, .. arguments[end..]];
        var result = await FlowForgeCommand.RunAsync(all);
        Assert.True(result.ExitCode == 0, $"{string.Join(' ', arguments)}: {result.Error}");
        return result;
    }
}
