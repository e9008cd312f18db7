using FlowForge.Jobs;
using FlowForge.LocalRuntime.Processes;

namespace FlowForge.LocalRuntime.Tests;

public sealed class When_a_job_runs
{
    [Fact]
    public async Task Should_capture_its_output_and_its_exit_code()
    {
        await using var job = await LocalJob.StartAsync("echo out; echo err >&2; exit 3");
        var exit = await job.SeeExitAsync();
        Assert.Equal(3, exit.ExitCode);
        Assert.Null(exit.Signal);
        Assert.Equal("out\n", job.Log("stdout.log"));
        Assert.Equal("err\n", job.Log("stderr.log"));
        var seen = await job.ObserveAsync();
        Assert.Equal((JobPresence.Ended, 3), (seen.Presence, seen.ExitCode));
        await Testing.Eventually.IsTrueAsync(() => File.Exists(job.Layout.ExitNotice(job.Ref.JobId)), "its end is not announced");
    }

    [Fact]
    public async Task Should_give_it_its_workspace_and_its_environment_and_nothing_else()
    {
        await using var job = await LocalJob.StartAsync("pwd; env | sort; ls /proc/self/fd | wc -l");
        await job.SeeExitAsync();
        var log = job.Log("stdout.log");
        Assert.StartsWith(job.Layout.Workspace(job.Ref.JobId) + "\n", log, StringComparison.Ordinal);
        Assert.Contains("FLOWFORGE_JOB_ID=" + LocalJob.Id, log, StringComparison.Ordinal);
        Assert.Contains("FLOWFORGE_TIMEOUT=3600\n", log, StringComparison.Ordinal);
        Assert.Contains("FLOWFORGE_GRACE_PERIOD=60\n", log, StringComparison.Ordinal);
        Assert.Contains("FLOWFORGE_HEARTBEAT_FILE=" + job.Layout.Heartbeat(job.Ref.JobId), log, StringComparison.Ordinal);
        Assert.DoesNotContain("DOTNET_", log, StringComparison.Ordinal);
        Assert.EndsWith("\n4\n", log, StringComparison.Ordinal); // 0, 1, 2 and ls's own.
    }

    [Fact]
    public async Task Should_run_it_in_a_session_of_its_own_with_default_signals()
    {
        await using var job = await LocalJob.StartAsync("grep -E 'SigBlk|SigIgn' /proc/self/status; exec sleep 1000");
        var main = ProcessStat.Read(job.Launch.MainPid!.Value)!.Value;
        Assert.Equal((main.Pid, main.Pid), (main.Session, main.Group));
        Assert.Equal(job.Launch.SupervisorPid, main.Parent);
        Assert.NotEqual(main.Session, ProcessStat.Read(job.Launch.SupervisorPid)!.Value.Session);
        await Testing.Eventually.IsTrueAsync(() => job.Log("stdout.log").Split('\n').Length == 3, "no signal masks");
        // 32 and 33 are glibc's own; it ignores them in every child that it spawns.
        Assert.Matches(@"\ASigBlk:\s0+\nSigIgn:\s0+(18)?0{7}\n\z", job.Log("stdout.log"));
        Assert.Equal(JobPresence.Running, (await job.ObserveAsync()).Presence);
    }

    [Theory]
    [InlineData("no-such-program", 127, "'no-such-program' was not found")]
    [InlineData("/etc/passwd", 126, "'/etc/passwd' cannot be run")]
    public async Task Should_say_why_a_command_cannot_be_started(string program, int code, string error)
    {
        await using var job = new LocalJob();
        using var supervisor = job.Supervise([program]);
        var exit = await job.SeeExitAsync();
        Assert.Equal(code, exit.ExitCode);
        Assert.StartsWith(error, exit.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_not_be_started_by_a_second_supervisor()
    {
        await using var job = await LocalJob.StartAsync("echo once; exec sleep 1000");
        var first = job.Launch;
        using var second = job.Supervise(["sh", "-c", "echo twice"]);
        await second.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(3, second.ExitCode);
        Assert.Equal(first, job.Launch);
        Assert.DoesNotContain("twice", job.Log("stdout.log"), StringComparison.Ordinal);
        Assert.Equal(JobPresence.Running, (await job.ObserveAsync()).Presence);
    }

    [Fact]
    public async Task Should_not_be_ended_by_signals_to_its_supervisor()
    {
        await using var job = await LocalJob.StartAsync("exec sleep 1000");
        var supervisor = ProcessStat.Read(job.Launch.SupervisorPid)!.Value;
        foreach (var signal in new[] { 1, 2, 3, 15 }) Assert.True(ProcessSignal.Send(supervisor, signal));
        await job.Runtime.KillAsync(job.Ref, TestContext.Current.CancellationToken);
        // It outlived them: it alone writes how the job ended.
        Assert.Equal(9, (await job.SeeExitAsync()).Signal);
    }

    [Fact]
    public async Task Should_end_what_it_leaves_when_its_main_process_ends()
    {
        await using var job = await LocalJob.StartAsync("setsid sh -c 'trap \"\" TERM; echo $$ > left; while :; do sleep 1; done' & while [ ! -s left ]; do sleep 0.05; done; exit 0");
        var left = await job.SeeProcessAsync("left");
        Assert.Equal(0, (await job.SeeExitAsync()).ExitCode);
        Assert.False(LocalJob.IsAlive(left));
    }
}
