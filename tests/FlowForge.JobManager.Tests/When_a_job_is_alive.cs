using FlowForge.Contracts;
using FlowForge.Testing;

namespace FlowForge.JobManager.Tests;

public sealed class When_a_job_is_alive
{
    [Fact]
    public async Task Should_report_it_at_every_interval()
    {
        await using var server = await JobServer.StartAsync();
        await server.SubmitAsync("alive", "exec sleep 1000");
        await Eventually.IsTrueAsync(() => server.Bus.Of<JobHeartbeat>().Count >= 3, "no heartbeats");
        Assert.All(server.Bus.Of<JobHeartbeat>(), beat => Assert.Equal(("alive", 1, false), (beat.JobId, beat.Attempt, beat.StateSaved)));
    }

    [Fact]
    public async Task Should_report_that_its_state_is_saved()
    {
        await using var server = await JobServer.StartAsync();
        await server.SubmitAsync("saver", "echo state-saved > $FLOWFORGE_HEARTBEAT_FILE; exec sleep 1000");
        Assert.True((await server.SeeAsync<JobHeartbeat>(beat => beat.StateSaved)).StateSaved);
    }

    [Fact]
    public async Task Should_report_a_change_of_its_heartbeat_file_without_waiting_for_the_interval()
    {
        await using var server = await JobServer.StartAsync(interval: TimeSpan.FromHours(1));
        await server.SubmitAsync("beater", "while :; do touch $FLOWFORGE_HEARTBEAT_FILE; sleep 0.1; done");
        await server.SeeAsync<JobHeartbeat>();
    }

    [Fact]
    public async Task Should_report_it_terminated_and_not_try_again_where_it_was_stopped()
    {
        await using var server = await JobServer.StartAsync();
        var id = await server.SubmitAsync("stopped", "exec sleep 1000", attemptLimit: 3);
        await server.SeeAsync<JobStarted>();
        await server.Runtime.KillAsync(JobServer.Ref(id), TestContext.Current.CancellationToken);
        var finished = await server.SeeAsync<JobFinished>();
        Assert.Equal((JobOutcome.Terminated, 137, "ended by signal 9 (SIGKILL) after kill"), (finished.Outcome, finished.ExitCode, finished.Reason));
        Assert.Equal(1, server.Files.CurrentAttempt(id));
    }

    [Fact]
    public async Task Should_start_a_failed_one_again_up_to_its_limit()
    {
        await using var server = await JobServer.StartAsync();
        var id = await server.SubmitAsync("again", "echo $FLOWFORGE_ATTEMPT; echo x >> tries; exit 1", attemptLimit: 3);
        await server.SeeAsync<JobFinished>(finished => finished.Attempt == 3);
        Assert.Equal([1, 2, 3], server.Bus.Of<JobStarted>().Select(m => m.Attempt));
        Assert.Equal([1, 2, 3], server.Bus.Of<JobFinished>().Select(m => m.Attempt));
        Assert.Equal("1\n2\n3\n", server.Log(id));
        Assert.Equal("x\nx\nx\n", File.ReadAllText(Path.Combine(server.Layout.Workspace(id), "tries")));
    }

    [Fact]
    public async Task Should_notice_that_its_supervisor_was_killed_and_end_what_is_left()
    {
        await using var server = await JobServer.StartAsync();
        var id = await server.SubmitAsync("orphan", "exec sleep 1000");
        await server.SeeAsync<JobStarted>();
        var launch = server.Files.Launch(id, 1)!;
        LocalRuntime.Processes.ProcessSignal.Send(LocalRuntime.Processes.ProcessStat.Read(launch.SupervisorPid)!.Value, 9);
        var finished = await server.SeeAsync<JobFinished>();
        Assert.Equal((JobOutcome.Failed, "its supervisor ended without an exit status"), (finished.Outcome, finished.Reason));
        Assert.Empty(server.Files.Alive(id));
    }
}
