using System.Text.Json;
using FlowForge.Testing;

namespace FlowForge.Standalone.Tests;

public sealed class When_the_command_line_is_used
{
    public static TheoryData<string> Commands => ["", "serve", "submit", "jobs", "job", "job extend", "job approve", "hold", "hold add", "hold remove", "hold list", "audit", "policy", "policy explain", "policy validate", "demo"];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Should_help(string command)
    {
        var result = await FlowForgeCommand.RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Usage:", result.Output, StringComparison.Ordinal);
        if (command is not ("policy" or "hold")) Assert.Contains("Exit codes:", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "fly")]
    [InlineData(2, "submit")]
    [InlineData(2, "jobs", "--output", "xml")]
    [InlineData(2, "jobs", "--url", "nonsense")]
    [InlineData(3, "jobs", "--url", "http://127.0.0.1:1")]
    [InlineData(2, "policy", "validate", "/nowhere.json")]
    [InlineData(2, "hold", "add", "nightly")]
    [InlineData(2, "hold", "remove", "nightly")]
    [InlineData(2, "job", "extend", "nightly", "--by", "30m")]
    [InlineData(3, "hold", "list", "--url", "http://127.0.0.1:1")]
    [InlineData(2, "submit", "--env", "NOVALUE", "--", "true")]
    public async Task Should_refuse_what_is_wrong_with_its_exit_code(int exitCode, params string[] arguments)
    {
        var result = await FlowForgeCommand.RunAsync(arguments);
        Assert.True(result.ExitCode == exitCode, $"{result.ExitCode}: {result.Output} {result.Error}");
        Assert.NotEmpty(result.Error);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_submit_a_job_and_show_it()
    {
        await using var server = await ServerProcess.StartAsync();

        var submitted = await FlowForgeCommand.RunAsync("submit", "--url", server.Url, "--org", "acme", "--type", "build", "--timeout", "1m", "--retention", "0s", "--", "/bin/sh", "-c", "exit 5");
        Assert.True(submitted.ExitCode == 0, submitted.Error);
        var id = submitted.Output.Trim();
        await server.SeeJobAsync(id, job => job.GetProperty("cleanedUp").GetBoolean(), "it was not cleaned up");

        var job = await FlowForgeCommand.RunAsync("job", id, "--url", server.Url, "--output", "json");
        Assert.Equal(5, JsonDocument.Parse(job.Output).RootElement.GetProperty("job").GetProperty("exitCode").GetInt32());
        Assert.Contains("stage_failed", (await FlowForgeCommand.RunAsync("job", id, "--url", server.Url)).Output, StringComparison.Ordinal);
        Assert.Contains(id, (await FlowForgeCommand.RunAsync("jobs", "--url", server.Url, "--org", "acme")).Output, StringComparison.Ordinal);
        var audit = await FlowForgeCommand.RunAsync("audit", "--url", server.Url, "--job", id, "--action", "delete", "--since", "1h", "--output", "json");
        Assert.NotEmpty(JsonDocument.Parse(audit.Output).RootElement.GetProperty("entries").EnumerateArray());
        Assert.Equal(4, (await FlowForgeCommand.RunAsync("job", "unknown", "--url", server.Url)).ExitCode);
        var again = await FlowForgeCommand.RunAsync("submit", "--url", server.Url, "--id", "Bad_Id", "--", "true");
        Assert.Equal(2, again.ExitCode);
        Assert.Contains("Bad_Id", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_explain_a_policy_from_a_file_and_from_a_server_alike()
    {
        const string config = """{"policies":{"global":{"timeout":"30m"},"organizations":{"acme":{"maxTimeout":"1h"}},"jobTypes":{"build":{"timeout":"5h"}}}}""";
        await using var server = await ServerProcess.StartAsync(config);
        string[] question = ["policy", "explain", "--org", "acme", "--type", "build", "--output", "json"];

        var fromServer = await FlowForgeCommand.RunAsync([.. question, "--url", server.Url]);
        var fromFile = await FlowForgeCommand.RunAsync([.. question, "--config", server.ConfigFile]);

        Assert.True(fromServer.ExitCode == 0, fromServer.Error);
        Assert.Equal(fromServer.Output, fromFile.Output);
        var timeout = JsonDocument.Parse(fromFile.Output).RootElement.GetProperty("values").EnumerateArray().First(value => value.GetProperty("key").GetString() == "timeout");
        Assert.Equal("1h", timeout.GetProperty("value").GetString());
        Assert.Contains("acme", timeout.GetProperty("note").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, (await FlowForgeCommand.RunAsync("policy", "validate", server.ConfigFile)).ExitCode);
    }

    [Fact]
    public async Task Should_keep_the_policies_in_force_when_the_file_turns_bad()
    {
        await using var server = await ServerProcess.StartAsync("""{"policies":{"global":{"timeout":"30m"}}}""");

        File.WriteAllText(server.ConfigFile, """{"policies":{"global":{"timeout":"45 bananas"}}}""");
        await Eventually.IsTrueAsync(() => server.Log.Contains("45 bananas", StringComparison.Ordinal), "the bad file was not refused");
        Assert.Equal("30m", await TimeoutAsync(server));

        File.WriteAllText(server.ConfigFile, """{"policies":{"global":{"timeout":"45m"}}}""");
        await Eventually.IsTrueAsync(async () => await TimeoutAsync(server) == "45m", "the good file was not taken");
    }

    private static async Task<string?> TimeoutAsync(ServerProcess server) =>
        (await server.GetAsync("/api/policies/explain")).GetProperty("values").EnumerateArray().First(value => value.GetProperty("key").GetString() == "timeout").GetProperty("value").GetString();
}
