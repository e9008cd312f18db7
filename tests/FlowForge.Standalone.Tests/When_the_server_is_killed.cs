using FlowForge.Testing;

namespace FlowForge.Standalone.Tests;

/// <summary>kill -9 of the server while jobs run towards their deadlines; a new server on the same folder.</summary>
public sealed class When_the_server_is_killed
{
    private const string Stubborn = "trap '' TERM; while :; do sleep 0.2; done";

    private const string StubbornFamily = """
        trap '' TERM
        env -i setsid sh -c 'trap "" TERM HUP; while :; do sleep 0.2; done' "$0" &
        ( setsid sh -c 'trap "" TERM HUP; while :; do sleep 0.2; done' "$0" & )
        while :; do sleep 0.2; done
        """;

    [Fact]
    public async Task Should_lose_no_deadline()
    {
        await using var server = await ServerProcess.StartAsync();
        await server.SubmitAsync("obeys", "while :; do sleep 0.2; done", timeout: "6s");
        await server.SubmitAsync("stubborn", Stubborn, timeout: "6s");
        await server.SubmitAsync("family", StubbornFamily, timeout: "7s");
        await server.SubmitAsync("ends-meanwhile", "sleep 4; exit 3", timeout: "1h");
        await server.SubmitAsync("later", Stubborn, timeout: "14s");
        foreach (var id in (string[])["obeys", "stubborn", "family", "ends-meanwhile", "later"])
            await server.SeeJobAsync(id, job => job.GetProperty("stage").GetString() == "running", "it did not start");
        var timeoutAt = (await server.GetAsync("/api/jobs/family")).GetProperty("job").GetProperty("timeoutAt").GetDateTimeOffset();

        await server.CrashAsync();
        Assert.NotEmpty(server.Survivors());
        await Eventually.IsTrueAsync(() => TimeProvider.System.GetUtcNow() > timeoutAt.AddSeconds(1), "the clock stands still");
        await server.StartAgainAsync();

        foreach (var id in (string[])["obeys", "stubborn", "family", "later"])
            await server.SeeJobAsync(id, job => job.TryGetProperty("outcome", out var outcome) && outcome.GetString() == "terminated", "it was not terminated");
        var ended = await server.SeeJobAsync("ends-meanwhile", job => job.TryGetProperty("outcome", out _), "its end was lost");
        Assert.Equal(("failed", 3), (ended.GetProperty("outcome").GetString(), ended.GetProperty("exitCode").GetInt32()));
        Assert.Empty(server.Survivors());
        await ShouldHaveClimbedAsync(server, "obeys", "warn", "soft_kill");
        await ShouldHaveClimbedAsync(server, "stubborn", "warn", "soft_kill", "hard_kill");
        await ShouldHaveClimbedAsync(server, "family", "warn", "soft_kill", "hard_kill");
        await ShouldHaveClimbedAsync(server, "later", "warn", "soft_kill", "hard_kill");
    }

    [Fact]
    public async Task Should_start_what_was_accepted_and_clean_up_what_was_due()
    {
        await using var server = await ServerProcess.StartAsync();
        await server.SubmitAsync("done", "echo x > x.txt", timeout: "1m", retention: "3s");
        await server.SeeJobAsync("done", job => job.TryGetProperty("outcome", out _), "it did not end");
        // Accepted is accepted: killed right after the answer, whatever it was doing.
        await server.SubmitAsync("accepted", "exit 7", timeout: "1m");
        await server.CrashAsync();

        await server.StartAgainAsync();

        var accepted = await server.SeeJobAsync("accepted", job => job.TryGetProperty("exitCode", out _), "it was lost");
        Assert.Equal(7, accepted.GetProperty("exitCode").GetInt32());
        await server.SeeJobAsync("done", job => job.GetProperty("cleanedUp").GetBoolean(), "it was not cleaned up");
        Assert.False(Directory.Exists(Path.Combine(server.Data, "jobs", "done", "workspace")));
    }

    /// <summary>Each step is there, in order; and each audit id once.</summary>
    private static async Task ShouldHaveClimbedAsync(ServerProcess server, string id, params string[] steps)
    {
        string[] known = ["warn", "soft_kill", "hard_kill", "force_delete"];
        await Eventually.IsTrueAsync(async () => (await server.AuditAsync($"job={id}&action={steps[^1]}")).Count > 0, $"{id}: no {steps[^1]} in the audit");
        var entries = await server.AuditAsync($"job={id}&limit=1000");
        var taken = entries.Select(entry => entry.GetProperty("action").GetString()!).Where(known.Contains).ToList();
        Assert.Equal(steps, taken);
        Assert.Equal(entries.Count, entries.Select(entry => entry.GetProperty("id").GetString()).Distinct().Count());
    }
}
