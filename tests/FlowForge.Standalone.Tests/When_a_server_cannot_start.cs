using FlowForge.Testing;

namespace FlowForge.Standalone.Tests;

public sealed class When_a_server_cannot_start
{
    [Fact]
    public async Task Should_say_that_another_one_uses_the_folder()
    {
        await using var first = await ServerProcess.StartAsync();

        var second = await FlowForgeCommand.RunAsync("serve", "--data", first.Data, "--urls", "http://127.0.0.1:0");

        ShouldExplain(second, 1, first.Data);
        Assert.Equal("healthy", (await first.GetAsync("/health/live")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Should_say_that_the_folder_cannot_be_written()
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "a-file");
        File.WriteAllText(file, "");

        ShouldExplain(await FlowForgeCommand.RunAsync("serve", "--data", Path.Combine(file, "data"), "--urls", "http://127.0.0.1:0"), 1, file);
    }

    [Fact]
    public async Task Should_say_that_the_port_is_taken()
    {
        await using var first = await ServerProcess.StartAsync();
        using var folder = new TempFolder();

        ShouldExplain(await FlowForgeCommand.RunAsync("serve", "--data", folder.Path, "--urls", first.Url), 1, first.Url);
    }

    [Theory]
    [InlineData("""{"policies":{"global":{"timeout":"90"}}}""", "with its unit")]
    [InlineData("""{"policies":{"global":{"timeuot":"90s"}}}""", "timeuot")]
    [InlineData("""{"policies":""", "line")]
    [InlineData("""{"options":{"scheduler":{"lookAhead":"fast"}}}""", "lookAhead")]
    [InlineData("""{"options":{"cleanup":{"tries":0}}}""", "tries must be between 1 and 50")]
    [InlineData("""{"options":{"recovery":{"brakeShare":2}}}""", "options:recovery:brakeShare is '2'; a share above 0 and up to 1 is allowed")]
    public async Task Should_name_what_is_wrong_in_its_file(string config, string reason)
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "flowforge.json");
        File.WriteAllText(file, config);

        ShouldExplain(await FlowForgeCommand.RunAsync("serve", "--data", Path.Combine(folder.Path, "data"), "--urls", "http://127.0.0.1:0", "--config", file), 2, reason);
    }

    [Fact]
    public async Task Should_not_let_other_machines_in_unasked()
    {
        using var folder = new TempFolder();
        ShouldExplain(await FlowForgeCommand.RunAsync("serve", "--data", folder.Path, "--urls", "http://0.0.0.0:0"), 2, "--allow-remote");
    }

    private static void ShouldExplain(FlowForgeCommand.Result result, int exitCode, string reason)
    {
        Assert.True(result.ExitCode == exitCode, $"{result.ExitCode}: {result.Output} {result.Error}");
        Assert.Contains(reason, result.Error, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("   at ", result.Error + result.Output, StringComparison.Ordinal);
    }
}
