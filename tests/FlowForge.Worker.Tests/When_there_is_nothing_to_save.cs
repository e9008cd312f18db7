using FlowForge.Testing;

namespace FlowForge.Worker.Tests;

public sealed class When_there_is_nothing_to_save
{
    private const int StateSaved = 143;

    [Theory]
    [InlineData(WorkerHome.Dash)]
    [InlineData(WorkerHome.BusyBox)]
    public async Task Should_say_that_killing_the_job_loses_nothing(string shell)
    {
        using var home = await Shells.HomeAsync(shell);
        // Folders without a file are nothing.
        Directory.CreateDirectory(Path.Combine(home.Artifacts, "reports", "daily"));
        var process = await home.StartScriptAsync(": >ready; exec sleep 1000");

        var (code, _) = await process.StopAsync();

        Assert.True(code == StateSaved, $"{code}: {process.Log}");
        Assert.True(home.SaidStateSaved);
        Assert.False(File.Exists(home.PartialArchive));
        Assert.Contains("repository: none at", process.Log, StringComparison.Ordinal);
        Assert.Contains("artifacts: none in", process.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_make_no_branch_for_what_the_remote_has()
    {
        using var home = await Shells.HomeAsync();
        var repository = await GitRepository.CloneAsync(home);
        var process = await home.StartScriptAsync(": >ready; exec sleep 1000");

        var (code, _) = await process.StopAsync();

        Assert.True(code == StateSaved, $"{code}: {process.Log}");
        Assert.Null(await repository.BranchAsync("flowforge-wip-job-1"));
    }

    [Fact]
    public async Task Should_save_a_commit_that_the_remote_does_not_have()
    {
        using var home = await Shells.HomeAsync();
        var repository = await GitRepository.CloneAsync(home);
        await repository.CommitAsync("second");
        var process = await home.StartScriptAsync(": >ready; exec sleep 1000");

        var (code, _) = await process.StopAsync();

        Assert.True(code == StateSaved, $"{code}: {process.Log}");
        Assert.Equal("second", await repository.RemoteFileAsync("flowforge-wip-job-1", "second"));
    }
}
