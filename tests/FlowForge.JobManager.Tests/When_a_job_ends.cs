using FlowForge.Contracts;
using FlowForge.LocalRuntime.Processes;
using FlowForge.Testing;

namespace FlowForge.JobManager.Tests;

public sealed class When_a_job_ends
{
    [Theory]
    [InlineData(1, 999, JobOutcome.Terminated, "exit code 1 after kill")]
    [InlineData(1, 1000, JobOutcome.Terminated, "exit code 1 after kill")]
    [InlineData(1, 1001, JobOutcome.Failed, "exit code 1")]
    [InlineData(0, 1001, JobOutcome.Succeeded, null)]
    public void Should_count_as_terminated_only_where_the_stop_came_first(int exitCode, long stoppedAt, JobOutcome outcome, string? reason)
    {
        var exit = new ExitRecord { Attempt = 1, ExitCode = exitCode, FinishedAt = 1000 };
        Assert.Equal(new JobEnd(outcome, reason), JobEnd.Of(exit, new TerminationMark("kill", stoppedAt)));
    }

    [Fact]
    public async Task Should_be_started_again_where_only_what_a_failed_attempt_left_was_stopped()
    {
        const string leaves = """
            [ "$FLOWFORGE_ATTEMPT" = 2 ] && exit 0
            setsid sh -c 'trap "" TERM; echo > left; while :; do sleep 1; done' &
            while [ ! -s left ]; do sleep 0.05; done
            exit 3
            """;
        await using var server = await JobServer.StartAsync();
        var id = await server.SubmitAsync("leaver", leaves, attemptLimit: 2);
        await server.SeeAsync<JobStarted>();
        // A main process that has ended is there no more: its supervisor reaps it at once, and ends the rest two seconds later.
        await Eventually.IsTrueAsync(() => ProcessStat.Read(server.Files.Launch(id, 1)!.MainPid!.Value) is null, "the main process did not end");
        await server.Runtime.KillAsync(JobServer.Ref(id), TestContext.Current.CancellationToken);
        var first = await server.SeeAsync<JobFinished>();
        Assert.Equal((JobOutcome.Failed, 3, "exit code 3"), (first.Outcome, first.ExitCode, first.Reason));
        Assert.Equal(JobOutcome.Succeeded, (await server.SeeAsync<JobFinished>(finished => finished.Attempt == 2)).Outcome);
    }
}
