using System.Text.Json;
using FlowForge.Testing;

namespace FlowForge.Standalone.Tests;

/// <summary>The commands on a real server, over its own data folder.</summary>
public sealed class When_nobody_owns_a_folder
{
    // Only this test scans: an hourly scan that came in between would remove what its own are to remove.
    private const string Config = """
        { "options": { "orphans": { "cron": "0 0 0 1 1 ?", "interval": "1s", "undoFor": "1h", "kinds": {
            "workspace": { "remove": true, "minimumAge": "1s" }, "artifacts": { "minimumAge": "1s" } } } } }
        """;

    [Fact]
    public async Task Should_two_scans_find_and_remove_it_and_one_command_bring_it_back()
    {
        await using var server = await ServerProcess.StartAsync(Config);
        await server.SubmitAsync("lives", "sleep 600", "30m");
        await server.SeeJobAsync("lives", job => job.GetProperty("stage").GetString() == "running", "it does not run");
        var (workspace, artifacts) = (Path.Combine(server.Data, "jobs", "ghost"), Path.Combine(server.Data, "artifacts", "jobs", "acme", "ghost"));
        foreach (var folder in (string[])[Path.Combine(workspace, "workspace"), Path.Combine(workspace, "secrets"), Path.Combine(artifacts, "logs")]) Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(workspace, "workspace", "precious"), "data");
        File.WriteAllText(Path.Combine(workspace, "secrets", "token"), "s3cr3t");
        File.WriteAllText(Path.Combine(artifacts, "logs", "stdout.log"), "log");

        await Eventually.IsTrueAsync(async () =>
        {
            var scan = await RunAsync(server, "scan", "--output", "json");
            return scan.GetProperty("results").EnumerateArray().Any(result => result.GetProperty("kind").GetString() == "workspace" && result.GetProperty("removed").GetInt32() == 1);
        }, "it was not removed");

        Assert.False(Directory.Exists(workspace));
        Assert.True(Directory.Exists(Path.Combine(server.Data, "jobs", "lives")));
        // Its kind is not switched on: it is only listed.
        Assert.True(Directory.Exists(artifacts));
        var removed = Assert.Single((await RunAsync(server, "list", "--state", "removed", "--output", "json")).GetProperty("orphans").EnumerateArray());
        Assert.Equal(("workspace", "jobs/ghost"), (removed.GetProperty("kind").GetString(), removed.GetProperty("name").GetString()));
        Assert.Contains("jobs/acme/ghost/", (await FlowForgeCommand.RunAsync("orphans", "list", "--kind", "artifacts", "--url", server.Url)).Output, StringComparison.Ordinal);

        var restored = await FlowForgeCommand.RunAsync("orphans", "restore", removed.GetProperty("id").GetString()!, "--as", "ann", "--url", server.Url);

        Assert.True(restored.ExitCode == 0, restored.Error);
        Assert.Equal("data", File.ReadAllText(Path.Combine(workspace, "workspace", "precious")));
        // Secrets are not kept for a change of mind.
        Assert.False(File.Exists(Path.Combine(workspace, "secrets", "token")));
        string?[] told = [];
        await Eventually.IsTrueAsync(async () =>
        {
            told = [.. (await server.AuditAsync("job=ghost")).Where(entry => entry.GetProperty("resourceType").GetString() == "workspace").Select(entry => entry.GetProperty("action").GetString())];
            return told.Length >= 3;
        }, "not all of it is in the audit");
        Assert.Equal(["delete", "orphan_found", "restore"], told.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Should_bad_input_be_told_and_change_nothing()
    {
        await using var server = await ServerProcess.StartAsync();

        Assert.Contains("'pods' is none of job, pod", (await FailsAsync(server, 2, "scan", "--kind", "pods")).Error, StringComparison.Ordinal);
        Assert.Contains("'lost' is none of seen", (await FailsAsync(server, 2, "list", "--state", "lost")).Error, StringComparison.Ordinal);
        await FailsAsync(server, 2, "list", "--job", "No/Such");
        await FailsAsync(server, 2, "list", "--limit", "0");
        await FailsAsync(server, 2, "restore", "not-an-id");
        await FailsAsync(server, 4, "restore", "5f0c1a52-7a53-8a3e-9d0e-0d8e3a1b2c4d");
        // An empty registry is no proof of anything.
        Assert.Contains("the job registry is empty", (await FailsAsync(server, 1, "scan", "--kind", "workspace")).Output, StringComparison.Ordinal);
        Assert.Contains("No orphan matches.", (await FlowForgeCommand.RunAsync("orphans", "list", "--url", server.Url)).Output, StringComparison.Ordinal);
    }

    private static async Task<FlowForgeCommand.Result> FailsAsync(ServerProcess server, int exitCode, params string[] arguments)
    {
        var result = await FlowForgeCommand.RunAsync(["orphans", .. arguments, "--url", server.Url]);
        Assert.True(result.ExitCode == exitCode, $"{result.ExitCode}: {result.Output}{result.Error}");
        return result;
    }

    private static async Task<JsonElement> RunAsync(ServerProcess server, params string[] arguments)
    {
        var result = await FlowForgeCommand.RunAsync(["orphans", .. arguments, "--url", server.Url]);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        return JsonDocument.Parse(result.Output).RootElement;
    }
}
