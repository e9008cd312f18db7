using FlowForge.Testing;

namespace FlowForge.Worker.Tests;

public sealed class When_the_main_process_ends_by_itself
{
    [Theory]
    [InlineData(WorkerHome.Dash, "exit 0", 0)]
    [InlineData(WorkerHome.Dash, "exit 7", 7)]
    [InlineData(WorkerHome.Dash, "exit 255", 255)]
    [InlineData(WorkerHome.Dash, "kill -KILL $$", 137)]
    [InlineData(WorkerHome.Dash, "kill -TERM $$", 143)]
    [InlineData(WorkerHome.BusyBox, "exit 0", 0)]
    [InlineData(WorkerHome.BusyBox, "exit 7", 7)]
    [InlineData(WorkerHome.BusyBox, "kill -KILL $$", 137)]
    [InlineData(WorkerHome.BusyBox, "kill -TERM $$", 143)]
    public async Task Should_end_with_its_code_and_save_nothing(string shell, string script, int code)
    {
        using var home = await Shells.HomeAsync(shell);
        await File.WriteAllTextAsync(Path.Combine(home.Artifacts, "report"), "half of it");

        var process = home.Start("sh", "-c", script);

        Assert.Equal(code, await process.ExitAsync());
        Assert.False(File.Exists(home.PartialArchive), process.Log);
        Assert.False(home.SaidStateSaved);
    }

    [Theory]
    [InlineData(WorkerHome.Dash)]
    [InlineData(WorkerHome.BusyBox)]
    public async Task Should_say_that_there_is_no_such_program(string shell)
    {
        using var home = await Shells.HomeAsync(shell);

        var process = home.Start("no-such-program");

        Assert.Equal(127, await process.ExitAsync());
        Assert.Contains("no-such-program", process.Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WorkerHome.Dash)]
    [InlineData(WorkerHome.BusyBox)]
    public async Task Should_end_what_it_left_behind(string shell)
    {
        using var home = await Shells.HomeAsync(shell);

        var process = home.Start("sh", "-c", "(trap '' TERM; while :; do sleep 1; done) & sleep 1000 & exit 5");

        Assert.Equal(5, await process.ExitAsync());
        await Eventually.IsTrueAsync(() => process.Alive.Count == 0, "processes of its group are alive");
    }

    [Theory]
    [InlineData(WorkerHome.Dash)]
    [InlineData(WorkerHome.BusyBox)]
    public async Task Should_have_given_it_its_arguments_and_environment_unchanged(string shell)
    {
        using var home = await Shells.HomeAsync(shell);
        // Names that a script might use for itself.
        foreach (var name in new[] { "job", "code", "status", "here", "grace", "repository" }) home.Settings[name] = $"the image's {name}";
        string[] arguments = ["a b", "", "$HOME", "'\"", "-n", "--", "two\nlines", "a=b"];
        var sent = home.Settings.Select(pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal).ToList();

        var process = home.Start(["sh", "-c", "printf '[%s]' \"$@\" >arguments; cat /proc/self/environ >environment", "sh", .. arguments]);

        Assert.True(await process.ExitAsync() == 0, process.Log);
        Assert.Equal(string.Concat(arguments.Select(argument => $"[{argument}]")), await File.ReadAllTextAsync(Path.Combine(home.Workspace, "arguments")));
        var received = (await File.ReadAllTextAsync(Path.Combine(home.Workspace, "environment"))).Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Where(pair => !pair.StartsWith("FLOWFORGE_TEST_", StringComparison.Ordinal) && !pair.StartsWith("PWD=", StringComparison.Ordinal) && !pair.StartsWith("OLDPWD=", StringComparison.Ordinal) && !pair.StartsWith("SHLVL=", StringComparison.Ordinal) && !pair.StartsWith("_=", StringComparison.Ordinal));
        Assert.Equal(sent, received.Order(StringComparer.Ordinal));
    }

    /// <summary>env of GNU gives them back; a shell alone cannot.</summary>
    [Fact]
    public async Task Should_have_started_it_with_no_signal_to_stop_ignored()
    {
        using var home = await Shells.HomeAsync();

        var process = home.Start("grep", "SigIgn", "/proc/self/status");

        Assert.Equal(0, await process.ExitAsync());
        const long IntQuitTerm = 1 << 1 | 1 << 2 | 1 << 14;
        Assert.Equal(0, Convert.ToInt64(process.Log.Split('\t')[1].Trim(), 16) & IntQuitTerm);
    }
}
