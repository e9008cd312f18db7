using FlowForge.Contracts;
using FlowForge.Jobs;
using FlowForge.LocalRuntime;
using FlowForge.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FlowForge.JobManager.Tests;

public sealed class When_a_restart_is_requested
{
    /// <summary>Hangs at first, and does its work at the second attempt.</summary>
    private const string Hangs = "[ $FLOWFORGE_ATTEMPT = 2 ] || exec sleep 1000";

    [Fact]
    public async Task Should_start_the_next_attempt_of_a_job_that_was_stopped_because_it_was_dead()
    {
        await using var server = await JobServer.StartAsync();
        var id = await StoppedAsync(server, attemptLimit: 3);
        server.Get<JobRestarts>().Take(id, 2);
        Assert.Equal(JobOutcome.Succeeded, (await server.SeeAsync<JobFinished>(finished => finished.Attempt == 2)).Outcome);
        // It comes at least once, and what succeeded is not tried again.
        server.Get<JobRestarts>().Take(id, 2);
        server.Get<JobRestarts>().Take(id, 3);
        Assert.Equal(2, server.Files.CurrentAttempt(id));
        Assert.Equal([1, 2], server.Bus.Of<JobStarted>().Select(started => started.Attempt));
    }

    [Fact]
    public async Task Should_start_it_after_a_restart_of_the_server_too()
    {
        await using var server = await JobServer.StartAsync();
        var id = await StoppedAsync(server, attemptLimit: 2);
        server.Bus.Down = true;
        server.Get<JobRestarts>().Take(id, 2);
        await server.StopAsync();
        await server.StartAgainAsync();
        await server.SeeAsync<JobFinished>(finished => finished.Attempt == 2);
    }

    [Fact]
    public async Task Should_leave_a_job_alone_that_is_alive()
    {
        await using var server = await JobServer.StartAsync();
        var id = await server.SubmitAsync("alive", "exec sleep 1000", attemptLimit: 3);
        await server.SeeAsync<JobStarted>();
        server.Get<JobRestarts>().Take(id, 2);
        Assert.Equal(1, server.Files.CurrentAttempt(id));
        Assert.True(new LiveJob(server.Files.Launch(id, 1)!, Announced: true).SupervisorIsAlive);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(3, 3)]
    [InlineData(3, 1)]
    [InlineData(3, 0)]
    [InlineData(3, int.MaxValue)]
    [InlineData(3, int.MinValue)]
    public async Task Should_start_no_attempt_but_the_next_within_the_limit(int attemptLimit, int nextAttempt)
    {
        await using var server = await JobServer.StartAsync();
        var id = await StoppedAsync(server, attemptLimit);
        server.Get<JobRestarts>().Take(id, nextAttempt);
        Assert.Equal(1, server.Files.CurrentAttempt(id));
    }

    [Fact]
    public async Task Should_do_nothing_about_a_job_of_another_job_manager()
    {
        await using var server = await JobServer.StartAsync();
        var others = JobId.Parse("others");
        server.Get<JobRestarts>().Take(others, 2);
        // One that is its own comes after it.
        var id = await StoppedAsync(server, attemptLimit: 1);
        Assert.False(Directory.Exists(server.Layout.Job(others)));
        Assert.All(server.Bus.Of<JobStarted>(), started => Assert.Equal(id.Value, started.JobId));
    }

    [Fact]
    public async Task Should_hear_of_it_over_the_bus()
    {
        using var folder = new TempFolder();
        await using var harness = await ServiceHarness.StartAsync(bus => bus.AddJobRestarts(), more: services => services.AddJobManager(Path.Combine(folder.Path, "data")));
        var id = await harness.Get<IJobManager>().SubmitAsync(new JobRequest { Command = ["sh", "-c", Hangs], JobId = "hung", AttemptLimit = 2 }, TestContext.Current.CancellationToken);
        var first = new JobRef(id, 1, null, null);
        try
        {
            await harness.SeeAsync<JobStarted>();
            await harness.Get<LocalProcessRuntime>().KillAsync(first, TestContext.Current.CancellationToken);
            await harness.SeeAsync<JobFinished>();
            await harness.Bus.Publish(new JobRestartRequested
            {
                Id = DerivedId.RestartToken(id.Value, 2),
                JobId = id.Value,
                Attempt = 1,
                NextAttempt = 2,
                Cause = "silent",
                At = TimeProvider.System.Now(),
                InitiatedBy = "a test",
            }, TestContext.Current.CancellationToken);
            await harness.SeeAsync<JobFinished>(finished => finished is { Attempt: 2, Outcome: JobOutcome.Succeeded });
        }
        finally
        {
            await harness.Get<LocalProcessRuntime>().ForceDeleteAsync(first, CancellationToken.None);
        }
    }

    private static async Task<JobId> StoppedAsync(JobServer server, int attemptLimit)
    {
        var id = await server.SubmitAsync("hung", Hangs, attemptLimit);
        await server.SeeAsync<JobStarted>();
        await server.Runtime.KillAsync(JobServer.Ref(id), TestContext.Current.CancellationToken);
        Assert.Equal(JobOutcome.Terminated, (await server.SeeAsync<JobFinished>()).Outcome);
        return id;
    }
}
