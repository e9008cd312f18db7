using System.Runtime.Versioning;
using FlowForge.Testing;

namespace FlowForge.Worker.Tests;

[SupportedOSPlatform("linux")]
public sealed class When_the_repository_is_in_an_unusual_state
{
    private const int StateSaved = 143;
    private const string Branch = "flowforge-wip-job-1";

    [Fact]
    public async Task Should_save_what_is_not_committed_to_any_branch_yet()
    {
        using var home = await Shells.HomeAsync();
        var repository = await GitRepository.EmptyAsync(home);
        repository.Write("word", "kept");

        await StopAsync(home);

        Assert.Equal("kept", await repository.RemoteFileAsync(Branch, "word"));
    }

    [Fact]
    public async Task Should_pass_by_a_lock_that_a_killed_git_left()
    {
        using var home = await Shells.HomeAsync();
        var repository = await GitRepository.CloneAsync(home);
        repository.Write("word", "kept");
        repository.Write(".git/index.lock", "");

        await StopAsync(home);

        Assert.Equal("kept", await repository.RemoteFileAsync(Branch, "word"));
        Assert.True(File.Exists(repository.PathOf(".git/index.lock")));
    }

    [Fact]
    public async Task Should_read_everything_anew_where_the_index_is_broken()
    {
        using var home = await Shells.HomeAsync();
        var repository = await GitRepository.CloneAsync(home);
        repository.Write("word", "kept");
        repository.Write(".git/index", "this is no index");

        await StopAsync(home);

        Assert.Equal("kept", await repository.RemoteFileAsync(Branch, "word"));
        Assert.Equal("first", await repository.RemoteFileAsync(Branch, "first"));
    }

    [Fact]
    public async Task Should_save_a_merge_half_done_and_leave_it_as_it_was()
    {
        using var home = await Shells.HomeAsync();
        var repository = await GitRepository.CloneAsync(home);
        await repository.GitAsync("checkout", "--quiet", "-b", "other");
        repository.Write("first", "theirs");
        await repository.CommitAsync("theirs");
        await repository.GitAsync("checkout", "--quiet", "-");
        repository.Write("first", "ours");
        await repository.CommitAsync("ours");
        await Assert.ThrowsAnyAsync<Exception>(() => repository.GitAsync("merge", "--quiet", "other"));
        var before = await repository.GitAsync("status", "--porcelain=v2", "--branch");

        await StopAsync(home);

        Assert.Contains("<<<<<<<", await repository.RemoteFileAsync(Branch, "first"), StringComparison.Ordinal);
        Assert.Equal(before, await repository.GitAsync("status", "--porcelain=v2", "--branch"));
    }

    [Fact]
    public async Task Should_keep_what_an_earlier_attempt_saved()
    {
        using var home = await Shells.HomeAsync();
        var repository = await GitRepository.CloneAsync(home);
        repository.Write("word", "of the first attempt");
        await StopAsync(home);
        var first = await repository.BranchAsync(Branch);
        repository.Write("word", "of the second");
        home.Settings["FLOWFORGE_ATTEMPT"] = "2";

        await StopAsync(home);

        Assert.Equal("of the second", await repository.RemoteFileAsync(Branch, "word"));
        Assert.Contains(first!, await repository.RemoteAsync("rev-list", Branch), StringComparison.Ordinal);
        Assert.Equal("Attempt 2. Saved by FlowForge.", await repository.RemoteAsync("log", "-1", "--format=%b", Branch));
    }

    [Fact]
    public async Task Should_run_none_of_its_hooks()
    {
        using var home = await Shells.HomeAsync();
        var repository = await GitRepository.CloneAsync(home);
        foreach (var hook in new[] { "pre-commit", "commit-msg", "post-commit", "pre-push", "reference-transaction" })
        {
            repository.Write($".git/hooks/{hook}", "#!/bin/sh\necho ran >>\"$HOME/hooks\"; exit 1\n");
            File.SetUnixFileMode(repository.PathOf($".git/hooks/{hook}"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        repository.Write("word", "kept");

        await StopAsync(home);

        Assert.Equal("kept", await repository.RemoteFileAsync(Branch, "word"));
        Assert.False(File.Exists(Path.Combine(home.Settings["HOME"], "hooks")));
    }

    /// <summary>Git takes no branch that ends in .lock, and a job id may.</summary>
    [Theory]
    [InlineData("build.lock", "flowforge-wip-build.lock_")]
    [InlineData("a.b-c.9", "flowforge-wip-a.b-c.9")]
    public async Task Should_find_a_branch_for_any_job_id(string id, string branch)
    {
        using var home = await Shells.HomeAsync();
        home.Settings["FLOWFORGE_JOB_ID"] = id;
        var repository = await GitRepository.CloneAsync(home);
        repository.Write("word", "kept");

        await StopAsync(home);

        Assert.Equal("kept", await repository.RemoteFileAsync(branch, "word"));
    }

    private static async Task StopAsync(WorkerHome home)
    {
        File.Delete(Path.Combine(home.Workspace, "ready"));
        var process = await home.StartScriptAsync(": >ready; exec sleep 1000");
        var (code, _) = await process.StopAsync();
        Assert.True(code == StateSaved, $"{code}: {process.Log}");
    }
}
