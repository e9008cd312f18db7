using FlowForge.Contracts;
using FlowForge.Jobs;
using FlowForge.Testing;

namespace FlowForge.Timeouts.Tests;

/// <summary>A hard kill that waits, within a limit, for "state saved". Time is moved by when the step was due.</summary>
public sealed class When_a_job_may_save_its_state
{
    private static readonly TimeSpan Wait = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Should_the_hard_kill_look_again_until_state_is_saved()
    {
        await using var harness = await StartAsync();
        var (job, record) = await AskedToEndAsync(harness);
        var due = TimeProvider.System.Now();

        var outcome = await harness.ClimbAsync(TimeoutAction.HardKill, due);

        Assert.Empty(outcome.Taken);
        Assert.InRange(outcome.AgainAt!.Value, due + TimeSpan.FromSeconds(5), due + Wait);
        Assert.DoesNotContain("kill", job.Acts);

        await SaveAsync(harness, record.TerminationRequestedAt!.Value);
        var taken = Assert.Single((await harness.ClimbAsync(TimeoutAction.HardKill, due)).Taken);
        Assert.Equal(TimeoutActionResult.Succeeded, taken.Result);
        Assert.Contains($"state saved at {record.TerminationRequestedAt:O}", taken.Reason, StringComparison.Ordinal);
        Assert.Equal("kill", job.Acts.Last());
    }

    [Fact]
    public async Task Should_the_last_look_be_at_the_limit()
    {
        await using var harness = await StartAsync();
        await AskedToEndAsync(harness);
        var due = TimeProvider.System.Now() - Wait + TimeSpan.FromSeconds(4);
        Assert.Equal(due + Wait, StateSaveWait.Of((await harness.FindAsync())!, Step(due), due + Wait - TimeSpan.FromSeconds(4)).Until);
        Assert.Equal(due + StateSaveWait.LookAgain, StateSaveWait.Of((await harness.FindAsync())!, Step(due), due).Until);
    }

    [Fact]
    public async Task Should_the_hard_kill_wait_no_longer_than_the_limit_and_say_that_nothing_was_saved()
    {
        await using var harness = await StartAsync();
        var (job, record) = await AskedToEndAsync(harness);
        // What was saved before it was asked to end does not count.
        await SaveAsync(harness, record.TerminationRequestedAt!.Value - TimeSpan.FromSeconds(1));

        var outcome = await harness.ClimbAsync(TimeoutAction.HardKill, TimeProvider.System.Now() - Wait);

        Assert.Contains("no state saved within 2m of", Assert.Single(outcome.Taken).Reason, StringComparison.Ordinal);
        Assert.Equal("kill", job.Acts.Last());
        // The one after it keeps its distance from the real kill.
        var next = JobSchedule.NextEscalation((await harness.FindAsync())!)!;
        Assert.True(next.DueAt >= outcome.Taken[0].At + harness.Policies.GracePeriod);
    }

    [Fact]
    public async Task Should_the_end_of_the_job_end_the_wait()
    {
        await using var harness = await StartAsync();
        var (job, _) = await AskedToEndAsync(harness);
        (job.Alive, job.ExitCode) = (false, 3);

        var outcome = await harness.ClimbAsync(TimeoutAction.HardKill);

        Assert.Equal(TimeoutActionResult.AlreadyGone, Assert.Single(outcome.Taken).Result);
        Assert.Null(outcome.AgainAt);
    }

    [Fact]
    public async Task Should_nothing_wait_after_the_hard_kill()
    {
        await using var harness = await StartAsync();
        var (job, _) = await AskedToEndAsync(harness);
        job.ObeysKill = false;
        await harness.ClimbAsync(TimeoutAction.HardKill, TimeProvider.System.Now() - Wait);

        var outcome = await harness.ClimbAsync(TimeoutAction.ForceDelete);

        Assert.Null(outcome.AgainAt);
        Assert.Equal("force_delete", job.Acts.Last());
    }

    [Fact]
    public async Task Should_no_kill_wait_where_the_policy_does_not_say_so()
    {
        await using var harness = await Ladder.StartAsync();
        var (job, _) = await AskedToEndAsync(harness);

        Assert.Null((await harness.ClimbAsync(TimeoutAction.HardKill)).AgainAt);
        Assert.Equal("kill", job.Acts.Last());
    }

    private static Task<ServiceHarness> StartAsync() => Ladder.StartAsync(policies => policies.StateSaveWait = Wait);

    private static TimeoutEscalation Step(DateTimeOffset due) => new() { JobId = "job", Attempt = 1, Generation = 0, Step = 2, Action = TimeoutAction.HardKill, DueAt = due };

    private static async Task<(FakeJob Job, JobRecord Record)> AskedToEndAsync(ServiceHarness harness)
    {
        var job = harness.Runtime.Add("job", j => j.ObeysTerminate = false);
        await harness.RunAsync(1);
        await harness.ClimbAsync(TimeoutAction.SoftKill);
        return (job, (await harness.FindAsync())!);
    }

    private static Task SaveAsync(ServiceHarness harness, DateTimeOffset at) =>
        harness.Registry.ApplyHeartbeatsAsync([new HeartbeatMark(Ladder.Job, 1, at, at)], TestContext.Current.CancellationToken);
}
