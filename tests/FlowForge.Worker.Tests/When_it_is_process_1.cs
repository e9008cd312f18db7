using FlowForge.Testing;

namespace FlowForge.Worker.Tests;

/// <summary>As in a container: what loses its parent becomes the entrypoint's child, and only it can fetch what has ended.</summary>
public sealed class When_it_is_process_1
{
    /// <summary>By its path: BusyBox has one of the same name that knows less.</summary>
    private static readonly string[] Namespace = ["/usr/bin/unshare", "--pid", "--fork", "--kill-child", "--mount-proc"];

    /// <summary>Each inner shell leaves its own child behind, which ends a moment later; "ready" comes when a look at all processes finds no zombie.</summary>
    private const string ManyOrphans = """
        for n in 1 2 3 4 5 6 7 8 9 10; do sh -c 'sleep 0.2 & exit'; done
        sleep 1
        while grep -qs '^State:.*zombie' /proc/[0-9]*/status; do sleep 0.1; done
        : >ready
        exec sleep 1000
        """;

    [Theory]
    [InlineData(WorkerHome.Dash)]
    [InlineData(WorkerHome.BusyBox)]
    public async Task Should_leave_no_zombie_and_save_its_work_when_it_is_asked_to_stop(string shell)
    {
        using var home = await Shells.HomeAsync(shell);
        var repository = await GitRepository.CloneAsync(home);
        repository.Write("word", "kept");
        await NeedNamespacesAsync();

        var process = home.StartBelow(Namespace, "sh", "-c", ManyOrphans);
        await process.ReadyAsync();
        process.TerminateChild();

        var code = await process.ExitAsync();
        Assert.True(code == 143, $"{code}: {process.Log}");
        Assert.Equal("kept", await repository.RemoteFileAsync("flowforge-wip-job-1", "word"));
        Assert.True(home.SaidStateSaved);
        await Eventually.IsTrueAsync(() => process.Alive.Count == 0, "something is alive");
    }

    [Fact]
    public async Task Should_end_with_the_code_of_its_main_process_and_take_everything_along()
    {
        using var home = await Shells.HomeAsync();
        await NeedNamespacesAsync();

        var process = home.StartBelow(Namespace, "sh", "-c", "setsid sleep 1000 & exit 9");

        Assert.Equal(9, await process.ExitAsync());
        await Eventually.IsTrueAsync(() => process.Alive.Count == 0, "something is alive");
    }

    private static async Task NeedNamespacesAsync()
    {
        var run = await ToolRun.RunAsync(Namespace[0], new Dictionary<string, string>(), [.. Namespace[1..], "true"]);
        if (run.ExitCode != 0) Missing.Skip($"this user may make no namespace for processes: {run.Errors.Trim()}");
    }
}
