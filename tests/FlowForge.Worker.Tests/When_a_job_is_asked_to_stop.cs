using FlowForge.Testing;

namespace FlowForge.Worker.Tests;

public sealed class When_a_job_is_asked_to_stop
{
    private const int StateSaved = 143;

    /// <summary>Writes its last word when it is asked to stop, and ends well.</summary>
    private const string Graceful = "trap 'echo last >repo/word; echo last >\"$FLOWFORGE_ARTIFACTS_DIR/word\"; exit 0' TERM; : >ready; while :; do sleep 0.05; done";

    private const string Deaf = "trap '' TERM; echo first >repo/word; : >ready; while :; do sleep 0.05; done";

    [Theory]
    [InlineData(WorkerHome.Dash)]
    [InlineData(WorkerHome.BusyBox)]
    public async Task Should_let_it_end_then_save_its_work_and_say_so(string shell)
    {
        using var home = await Shells.HomeAsync(shell);
        var repository = await GitRepository.CloneAsync(home);
        var process = await home.StartScriptAsync(Graceful);

        var (code, after) = await process.StopAsync();

        Assert.True(code == StateSaved, $"{code}: {process.Log}");
        Assert.True(after < TimeSpan.FromSeconds(30), $"{after}");
        Assert.True(home.SaidStateSaved, process.Log);
        Assert.Equal("last", await repository.RemoteFileAsync("flowforge-wip-job-1", "word"));
        Assert.Equal("last", await ArchiveAsync(home, "./word"));
        Assert.Empty(process.Alive);
        Assert.Empty(Directory.EnumerateFileSystemEntries(home.Scratch));
    }

    [Theory]
    [InlineData(WorkerHome.Dash)]
    [InlineData(WorkerHome.BusyBox)]
    public async Task Should_kill_it_when_its_share_is_over_and_save_its_work_all_the_same(string shell)
    {
        using var home = await Shells.HomeAsync(shell);
        home.Settings["FLOWFORGE_GRACE_PERIOD"] = "60";
        home.Settings["FLOWFORGE_MAIN_SHARE"] = "10";
        var repository = await GitRepository.CloneAsync(home);
        var process = await home.StartScriptAsync(Deaf);

        var (code, after) = await process.StopAsync();

        Assert.True(code == StateSaved, $"{code}: {process.Log}");
        Assert.InRange(after, TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(60));
        Assert.Contains("did not end within its share of the grace period and is killed", process.Log, StringComparison.Ordinal);
        Assert.Equal("first", await repository.RemoteFileAsync("flowforge-wip-job-1", "word"));
        Assert.True(home.SaidStateSaved);
        Assert.Empty(process.Alive);
    }

    [Theory]
    [InlineData(WorkerHome.Dash)]
    [InlineData(WorkerHome.BusyBox)]
    public async Task Should_neither_restart_nor_break_the_saving_at_a_second_signal(string shell)
    {
        using var home = await Shells.HomeAsync(shell);
        var repository = await GitRepository.CloneAsync(home);
        repository.Write("word", "kept");
        await File.WriteAllTextAsync(Path.Combine(home.Artifacts, "report"), "kept");
        // Each run leaves a line, and waits until the test has sent its signals.
        home.Settings["FLOWFORGE_UPLOAD_COMMAND"] = "echo upload >>\"$HOME/uploads\"; while ! [ -e \"$HOME/go\" ]; do sleep 0.05; done";
        var process = await home.StartScriptAsync(": >ready; exec sleep 1000");
        process.Terminate();
        await Eventually.IsTrueAsync(() => File.Exists(Path.Combine(home.Settings["HOME"], "uploads")), "the upload has not begun");

        for (var signal = 0; signal < 5; signal++)
        {
            process.Terminate();
            process.Interrupt();
        }

        await File.WriteAllTextAsync(Path.Combine(home.Settings["HOME"], "go"), "");
        var code = await process.ExitAsync();
        Assert.True(code == StateSaved, $"{code}: {process.Log}");
        Assert.Equal("upload\n", await File.ReadAllTextAsync(Path.Combine(home.Settings["HOME"], "uploads")));
        Assert.Equal("1", await repository.RemoteAsync("rev-list", "--count", "main..flowforge-wip-job-1"));
        Assert.True(home.SaidStateSaved);
    }

    /// <summary>The local job manager signals the group that the entrypoint leads.</summary>
    [Fact]
    public async Task Should_save_its_work_when_its_whole_group_is_signalled_again_and_again()
    {
        using var home = await Shells.HomeAsync();
        var repository = await GitRepository.CloneAsync(home);
        repository.Write("word", "kept");
        var process = home.StartBelow(["setsid"], "sh", "-c", ": >ready; exec sleep 1000");
        await process.ReadyAsync();

        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (process.TrySignalGroup(15)) await pause.WaitForNextTickAsync();

        var code = await process.ExitAsync();
        Assert.True(code == StateSaved, $"{code}: {process.Log}");
        Assert.Equal("kept", await repository.RemoteFileAsync("flowforge-wip-job-1", "word"));
    }

    [Fact]
    public async Task Should_do_the_same_at_an_interrupt()
    {
        using var home = await Shells.HomeAsync();
        var repository = await GitRepository.CloneAsync(home);
        var process = await home.StartScriptAsync(Graceful);

        process.Interrupt();

        var code = await process.ExitAsync();
        Assert.True(code == StateSaved, $"{code}: {process.Log}");
        Assert.Equal("last", await repository.RemoteFileAsync("flowforge-wip-job-1", "word"));
    }

    /// <summary>A shell that starts the real work is the usual main process, and dies of the signal at once.</summary>
    [Theory]
    [InlineData(WorkerHome.Dash)]
    [InlineData(WorkerHome.BusyBox)]
    public async Task Should_wait_for_all_of_its_group(string shell)
    {
        using var home = await Shells.HomeAsync(shell);
        var repository = await GitRepository.CloneAsync(home);
        var process = await home.StartScriptAsync("""
            sh -c 'trap "sleep 1; echo last >repo/word; exit" TERM; : >ready; while :; do sleep 0.05; done' &
            wait
            """);

        var (code, _) = await process.StopAsync();

        Assert.True(code == StateSaved, $"{code}: {process.Log}");
        Assert.Equal("last", await repository.RemoteFileAsync("flowforge-wip-job-1", "word"));
    }

    [Fact]
    public async Task Should_kill_an_orphan_of_its_group_that_does_not_listen()
    {
        using var home = await Shells.HomeAsync();
        home.Settings["FLOWFORGE_MAIN_SHARE"] = "10";
        var process = await home.StartScriptAsync("(trap '' TERM; : >ready; while :; do sleep 0.05; done) & wait");

        var (code, _) = await process.StopAsync();

        Assert.True(code == StateSaved, $"{code}: {process.Log}");
        await Eventually.IsTrueAsync(() => process.Alive.Count == 0, "the orphan is alive");
    }

    [Fact]
    public async Task Should_wake_a_main_process_that_stands_still()
    {
        using var home = await Shells.HomeAsync();
        var process = await home.StartScriptAsync("trap 'exit 0' TERM; : >ready; kill -STOP $$; while :; do sleep 0.05; done");

        var (code, after) = await process.StopAsync();

        Assert.True(code == StateSaved, $"{code}: {process.Log}");
        Assert.True(after < TimeSpan.FromSeconds(15), $"it was waited for: {after}");
    }

    /// <summary>Whatever moment the signal comes at, it is never lost.</summary>
    [Theory]
    [InlineData(WorkerHome.Dash)]
    [InlineData(WorkerHome.BusyBox)]
    public async Task Should_stop_when_it_is_asked_while_it_starts(string shell)
    {
        using var home = await Shells.HomeAsync(shell);
        for (var run = 0; run < 20; run++)
        {
            var process = home.Start("sh", "-c", "exec sleep 1000");
            await Eventually.IsTrueAsync(() => CatchesSigTerm(process.Id), "the trap is not set");

            var (code, after) = await process.StopAsync();

            Assert.True(code == StateSaved, $"run {run}: {code}: {process.Log}");
            Assert.True(after < TimeSpan.FromSeconds(15), $"run {run}: the main process was not told: {after}");
        }
    }

    private static bool CatchesSigTerm(int pid)
    {
        const int SigTermBit = 1 << 14;
        var caught = File.ReadLines($"/proc/{pid}/status").Single(line => line.StartsWith("SigCgt:", StringComparison.Ordinal))["SigCgt:".Length..].Trim();
        return (Convert.ToInt64(caught, 16) & SigTermBit) != 0;
    }

    private static async Task<string> ArchiveAsync(WorkerHome home, string file)
    {
        var run = await ToolRun.RunAsync("tar", new Dictionary<string, string>(), "-xzOf", home.PartialArchive, file);
        Assert.True(run.ExitCode == 0, run.Errors);
        return run.Output.Trim();
    }
}
