using System.Net;
using System.Net.Sockets;
using FlowForge.Testing;

namespace FlowForge.Worker.Tests;

public sealed class When_saving_fails
{
    private const int NotSaved = 201, CutShort = 202;
    private const string Branch = "flowforge-wip-job-1";

    [Theory]
    [InlineData(WorkerHome.Dash)]
    [InlineData(WorkerHome.BusyBox)]
    public async Task Should_save_the_artifacts_where_the_remote_is_gone(string shell)
    {
        using var home = await Shells.HomeAsync(shell);
        var repository = await WithWorkAsync(home);
        Directory.Move(repository.Remote, repository.Remote + ".away");

        var (code, log) = await StopAsync(home);

        Assert.True(code == NotSaved, $"{code}: {log}");
        Assert.True(File.Exists(home.PartialArchive), log);
        Assert.False(home.SaidStateSaved);
        Assert.Contains($"could not be pushed to origin as {Branch}", log, StringComparison.Ordinal);
        Assert.Contains("does not appear to be a git repository", log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WorkerHome.Dash)]
    [InlineData(WorkerHome.BusyBox)]
    public async Task Should_end_within_the_grace_period_where_the_push_hangs(string shell)
    {
        using var home = await Shells.HomeAsync(shell);
        home.Settings["FLOWFORGE_GRACE_PERIOD"] = "20";
        var repository = await WithWorkAsync(home);
        await repository.GitAsync("remote", "set-url", "origin", "ssh://example.org/repository");
        await repository.GitAsync("config", "core.sshCommand", "sh -c 'sleep 1000; exit 1' #");
        var process = await home.StartScriptAsync(": >ready; exec sleep 1000");

        var (code, after) = await process.StopAsync();

        Assert.True(code == CutShort, $"{code}: {process.Log}");
        Assert.True(after < TimeSpan.FromSeconds(20), $"{after}: {process.Log}");
        Assert.True(File.Exists(home.PartialArchive), process.Log);
        Assert.False(home.SaidStateSaved);
        Assert.Contains("repository: NOT SAVED: the grace period was over", process.Log, StringComparison.Ordinal);
        await Eventually.IsTrueAsync(() => process.Alive.Count == 0, "what was cut short is alive");
        Assert.Empty(Directory.EnumerateFileSystemEntries(home.Scratch));
    }

    [Theory]
    [InlineData(WorkerHome.Dash)]
    [InlineData(WorkerHome.BusyBox)]
    public async Task Should_end_within_the_grace_period_where_the_upload_hangs_and_keep_its_secrets(string shell)
    {
        using var home = await Shells.HomeAsync(shell);
        home.Settings["FLOWFORGE_GRACE_PERIOD"] = "20";
        var repository = await WithWorkAsync(home);
        using var silent = Silent(home);
        var process = await home.StartScriptAsync(": >ready; exec sleep 1000");
        process.Terminate();
        using var connection = await silent.AcceptSocketAsync();

        var arguments = process.Alive.Select(ArgumentsOf).ToList();

        Assert.Contains(arguments, line => line.Contains("curl", StringComparison.Ordinal));
        Assert.DoesNotContain(arguments, line => line.Contains("very-secret", StringComparison.Ordinal));
        var code = await process.ExitAsync();
        Assert.True(code == CutShort, $"{code}: {process.Log}");
        Assert.Contains("artifacts: NOT SAVED: the grace period was over", process.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("very-secret", process.Log, StringComparison.Ordinal);
        Assert.Equal("kept", await repository.RemoteFileAsync(Branch, "word"));
        await Eventually.IsTrueAsync(() => process.Alive.Count == 0, "what was cut short is alive");
    }

    [Fact]
    public async Task Should_end_within_the_grace_period_where_all_hangs_and_the_job_is_deaf()
    {
        using var home = await Shells.HomeAsync();
        home.Settings["FLOWFORGE_GRACE_PERIOD"] = "20";
        var repository = await WithWorkAsync(home);
        await repository.GitAsync("remote", "set-url", "origin", "ssh://example.org/repository");
        await repository.GitAsync("config", "core.sshCommand", "sh -c 'sleep 1000; exit 1' #");
        using var silent = Silent(home);
        var process = await home.StartScriptAsync("trap '' TERM; : >ready; while :; do sleep 0.05; done");

        var (code, after) = await process.StopAsync();

        Assert.True(code == CutShort, $"{code}: {process.Log}");
        Assert.True(after < TimeSpan.FromSeconds(20), $"{after}: {process.Log}");
        await Eventually.IsTrueAsync(() => process.Alive.Count == 0, "something is alive");
    }

    [Fact]
    public async Task Should_say_where_artifacts_have_nowhere_to_go()
    {
        using var home = await Shells.HomeAsync();
        await WithWorkAsync(home);
        home.Settings.Remove("FLOWFORGE_PARTIAL_DIR");

        var (code, log) = await StopAsync(home);

        Assert.True(code == NotSaved, $"{code}: {log}");
        Assert.Contains("set FLOWFORGE_S3, FLOWFORGE_UPLOAD_COMMAND or FLOWFORGE_PARTIAL_DIR", log, StringComparison.Ordinal);
        Assert.False(home.SaidStateSaved);
    }

    [Fact]
    public async Task Should_say_how_a_command_for_the_upload_failed()
    {
        using var home = await Shells.HomeAsync();
        await WithWorkAsync(home);
        home.Settings["FLOWFORGE_UPLOAD_COMMAND"] = "echo \"no room for $2 at https://me:very-secret@store.example/x?signature=very-secret\" >&2; exit 3";

        var (code, log) = await StopAsync(home);

        Assert.True(code == NotSaved, $"{code}: {log}");
        Assert.Contains("no room for jobs/none/job-1/partial/artifacts-1.tar.gz at https://***@store.example/x?***", log, StringComparison.Ordinal);
        Assert.Contains("FLOWFORGE_UPLOAD_COMMAND ended with 3", log, StringComparison.Ordinal);
        Assert.DoesNotContain("very-secret", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_not_tell_the_password_of_a_remote_that_refuses()
    {
        using var home = await Shells.HomeAsync();
        var repository = await WithWorkAsync(home);
        await repository.GitAsync("remote", "set-url", "origin", "http://me:very-secret@127.0.0.1:1/repository");

        var (code, log) = await StopAsync(home);

        Assert.True(code == NotSaved, $"{code}: {log}");
        Assert.Contains("127.0.0.1", log, StringComparison.Ordinal);
        Assert.DoesNotContain("very-secret", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_save_the_rest_where_one_file_cannot_be_read()
    {
        using var home = await Shells.HomeAsync();
        var repository = await WithWorkAsync(home);
        // Root reads everything; a filter that fails does so for everybody, and is what a missing Git LFS looks like.
        await repository.GitAsync("config", "filter.broken.clean", "exit 1");
        await repository.GitAsync("config", "filter.broken.required", "true");
        repository.Write(".gitattributes", "broken filter=broken\n");
        repository.Write("broken", "x");

        var (code, log) = await StopAsync(home);

        Assert.True(code == NotSaved, $"{code}: {log}");
        Assert.Equal("kept", await repository.RemoteFileAsync(Branch, "word"));
        Assert.Equal("first", await repository.RemoteFileAsync(Branch, "first"));
        Assert.Contains("some files could not be read and are missing there", log, StringComparison.Ordinal);
    }

    /// <summary>The state is saved all the same; only nobody knows.</summary>
    [Fact]
    public async Task Should_end_as_saved_where_it_cannot_be_reported()
    {
        using var home = await Shells.HomeAsync();
        home.Settings["FLOWFORGE_GRACE_PERIOD"] = "20";
        var repository = await WithWorkAsync(home);
        home.Settings["FLOWFORGE_EVENTS_URL"] = "http://127.0.0.1:1";
        var process = await home.StartScriptAsync(": >ready; exec sleep 1000");

        var (code, after) = await process.StopAsync();

        Assert.True(code == 143, $"{code}: {process.Log}");
        Assert.True(after < TimeSpan.FromSeconds(20), $"{after}");
        Assert.Contains("the state is saved, but nobody could be told", process.Log, StringComparison.Ordinal);
        Assert.Equal("kept", await repository.RemoteFileAsync(Branch, "word"));
    }

    private static async Task<GitRepository> WithWorkAsync(WorkerHome home)
    {
        var repository = await GitRepository.CloneAsync(home);
        repository.Write("word", "kept");
        await File.WriteAllTextAsync(Path.Combine(home.Artifacts, "report"), "half of it");
        return repository;
    }

    private static async Task<(int Code, string Log)> StopAsync(WorkerHome home)
    {
        var process = await home.StartScriptAsync(": >ready; exec sleep 1000");
        var (code, _) = await process.StopAsync();
        return (code, process.Log);
    }

    /// <summary>A store that takes connections and never says a word.</summary>
    private static TcpListener Silent(WorkerHome home)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        home.Settings["FLOWFORGE_S3"] = $"http://{listener.LocalEndpoint}";
        home.Settings["FLOWFORGE_S3_BUCKET"] = "workers";
        home.Settings["FLOWFORGE_S3_ACCESS_KEY"] = "worker";
        home.Settings["FLOWFORGE_S3_SECRET_KEY"] = "very-secret";
        return listener;
    }

    private static string ArgumentsOf(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Replace('\0', ' ');
        }
        catch (IOException)
        {
            return ""; // Ended meanwhile.
        }
    }
}
