using FlowForge.Jobs;

namespace FlowForge.LocalRuntime.Tests;

public sealed class When_a_job_is_stopped
{
    [Fact]
    public async Task Should_let_it_save_its_work_on_terminate()
    {
        await using var job = await LocalJob.StartAsync("trap 'echo saved; exit 5' TERM; echo $$ > ready; while :; do sleep 0.05; done");
        await job.SeeProcessAsync("ready");
        await job.Runtime.TerminateAsync(job.Ref, TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        Assert.Equal(5, (await job.SeeExitAsync()).ExitCode);
        Assert.Equal("saved\n", job.Log("stdout.log"));
        Assert.Equal("terminate", job.Files.Termination(job.Ref.JobId, 1)?.Action);
    }

    [Fact]
    public async Task Should_end_on_kill_what_ignored_terminate()
    {
        await using var job = await LocalJob.StartAsync("trap '' TERM; echo $$ > ready; while :; do sleep 0.05; done");
        await job.SeeProcessAsync("ready");
        await job.Runtime.TerminateAsync(job.Ref, TimeSpan.Zero, TestContext.Current.CancellationToken);
        Assert.Equal(JobPresence.Running, (await job.ObserveAsync()).Presence);
        await job.Runtime.KillAsync(job.Ref, TestContext.Current.CancellationToken);
        var seen = await job.ObserveAsync();
        Assert.Equal((JobPresence.Ended, 137), (seen.Presence, seen.ExitCode));
    }

    [Fact]
    public async Task Should_reach_a_stopped_job()
    {
        await using var job = await LocalJob.StartAsync("trap 'exit 6' TERM; echo $$ > ready; kill -STOP $$; while :; do sleep 0.05; done");
        var main = await job.SeeProcessAsync("ready");
        await Testing.Eventually.IsTrueAsync(() => Processes.ProcessStat.Read(main.Pid)?.State == 'T', "the job did not stop itself");
        await job.Runtime.TerminateAsync(job.Ref, TimeSpan.Zero, TestContext.Current.CancellationToken);
        Assert.Equal(6, (await job.SeeExitAsync()).ExitCode);
    }

    [Theory]
    [InlineData("setsid sh -c 'echo $$ > pid; exec sleep 1000' & wait")]
    [InlineData("(setsid sh -c 'sleep 1000 & echo $! > pid' &) ; exec sleep 1000")]
    [InlineData("env -i /usr/bin/setsid /bin/sh -c 'echo $$ > pid; exec /bin/sleep 1000' & wait")]
    [InlineData("(env -i /usr/bin/setsid /bin/sh -c 'cd /; (sleep 1000 </dev/null >/dev/null 2>&1 & echo $! > '$PWD/pid')' &) ; exec sleep 1000")]
    [InlineData("sh -c 'trap \"\" TERM HUP INT; echo $$ > pid; while :; do sleep 1; done' & wait")]
    public async Task Should_kill_every_descendant_however_it_detached_itself(string script)
    {
        await using var job = await LocalJob.StartAsync(script);
        var escaped = await job.SeeProcessAsync("pid");
        Assert.True(LocalJob.IsAlive(escaped));
        await job.Runtime.KillAsync(job.Ref, TestContext.Current.CancellationToken);
        Assert.False(LocalJob.IsAlive(escaped));
        Assert.Equal(JobPresence.Ended, (await job.ObserveAsync()).Presence);
    }

    [Fact]
    public async Task Should_remove_its_supervisor_too_by_force_and_record_an_end()
    {
        await using var job = await LocalJob.StartAsync("exec sleep 1000");
        var supervisor = Processes.ProcessStat.Read(job.Launch.SupervisorPid)!.Value;
        // It can neither reap nor write: only force helps.
        Processes.ProcessSignal.Send(supervisor, 19);
        await job.Runtime.ForceDeleteAsync(job.Ref, TestContext.Current.CancellationToken);
        Assert.False(LocalJob.IsAlive(supervisor));
        Assert.Equal(137, (await job.SeeExitAsync()).ExitCode);
    }

    [Fact]
    public async Task Should_never_start_once_it_was_stopped()
    {
        await using var job = new LocalJob();
        await job.Runtime.KillAsync(job.Ref, TestContext.Current.CancellationToken);
        using var supervisor = job.Supervise(["sh", "-c", "echo started"]);
        Assert.Equal("it was stopped before it was started", (await job.SeeExitAsync()).Error);
        Assert.False(File.Exists(Path.Combine(job.Layout.Artifacts(job.Ref, "logs"), "stdout.log")));
    }

    [Fact]
    public async Task Should_not_mark_a_job_that_had_ended_by_itself()
    {
        await using var job = await LocalJob.StartAsync("exit 1");
        await job.SeeExitAsync();
        await job.Runtime.KillAsync(job.Ref, TestContext.Current.CancellationToken);
        Assert.Null(job.Files.Termination(job.Ref.JobId, 1));
    }

    [Fact]
    public async Task Should_leave_warnings_where_the_job_reads_them()
    {
        await using var job = await LocalJob.StartAsync("while ! grep -q soon \"$FLOWFORGE_WARNINGS_FILE\" 2>/dev/null; do sleep 0.05; done; echo heard");
        await job.Runtime.WarnAsync(job.Ref, "time is up soon", TestContext.Current.CancellationToken);
        await job.SeeExitAsync();
        Assert.Equal("heard\n", job.Log("stdout.log"));
    }
}
