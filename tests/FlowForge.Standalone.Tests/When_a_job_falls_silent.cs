namespace FlowForge.Standalone.Tests;

/// <summary>The job manager itself beats so rarely here that only a job which touches its heartbeat file is heard of.</summary>
public sealed class When_a_job_falls_silent
{
    private const string Config = """
        {
          "policies": { "global": { "heartbeatTimeout": "10s", "whenSilent": "restart" } },
          "options": { "jobManager": { "heartbeatInterval": "1h" }, "recovery": { "secondLook": "5s", "backoff": "1s" } }
        }
        """;

    private const string Beats = """while :; do date > "$FLOWFORGE_HEARTBEAT_FILE"; sleep 0.3; done""";

    private const string Hangs = """
        [ "$FLOWFORGE_ATTEMPT" = 2 ] && exit 0
        trap '' TERM
        while :; do sleep 0.2; done
        """;

    [Fact]
    public async Task Should_be_killed_and_started_again_and_who_beats_live_on()
    {
        await using var server = await ServerProcess.StartAsync(Config);
        await server.SubmitAsync("beats", Beats, timeout: "1h", attempts: 2);
        await server.SubmitAsync("hangs", Hangs, timeout: "1h", attempts: 2);

        var ended = await server.SeeJobAsync("hangs", job => job.TryGetProperty("outcome", out var outcome) && outcome.GetString() == "succeeded", "its second attempt did not succeed", TimeSpan.FromMinutes(3));

        Assert.Equal(2, ended.GetProperty("attempt").GetInt32());
        var dead = Assert.Single(await server.AuditAsync("job=hangs&action=declare_dead"));
        Assert.Equal((1, "flowforge/recovery"), (dead.GetProperty("attempt").GetInt32(), dead.GetProperty("initiatedBy").GetString()));
        Assert.StartsWith("silent, but alive; never heard of since its start", dead.GetProperty("reason").GetString(), StringComparison.Ordinal);
        var restart = Assert.Single(await server.AuditAsync("job=hangs&action=recover_restart"));
        Assert.Equal("silent, but alive; attempt 2 takes over", restart.GetProperty("reason").GetString());
        var beats = await server.SeeJobAsync("beats", job => job.GetProperty("stage").GetString() == "running", "it does not run");
        Assert.Equal(1, beats.GetProperty("attempt").GetInt32());
        Assert.Empty(await server.AuditAsync("job=beats&action=declare_dead"));
    }
}
