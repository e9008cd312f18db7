using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.Storage.Contracts;

/// <summary>What becomes of different reports of the same thing, and of attempts.</summary>
public abstract partial class JobRegistryContract
{
    [Fact]
    public async Task Should_keep_the_earlier_of_two_starts_with_its_profile_and_deadline()
    {
        await Port.ApplyStartedAsync(Given.Start(30, profile: Given.Profile(timeoutMinutes: 99), note: "later"));
        var job = await Port.ApplyStartedAsync(Given.Start(10, note: "earlier"));
        Assert.Equal(Noon.AddSeconds(10).AddMinutes(10), job.TimeoutAt);
        Same.Job(job, await Port.ApplyStartedAsync(Given.Start(20, profile: Given.Profile(timeoutMinutes: 99))));
        Assert.Equal("earlier", job.StartNote);
        Same.Content(Given.Profile(), job.Profile);
    }

    [Fact]
    public async Task Should_choose_the_same_of_two_starts_of_one_time_in_either_order()
    {
        var (one, other) = (Given.Start(profile: Given.Profile(timeoutMinutes: 5)), Given.Start(profile: Given.Profile(timeoutMinutes: 7), note: "n"));
        await Port.ApplyStartedAsync(one);
        var first = await Port.ApplyStartedAsync(other);
        var mirror = JobId.Parse("mirror");
        await Port.ApplyStartedAsync(other with { JobId = mirror });
        var second = await Port.ApplyStartedAsync(one with { JobId = mirror });
        Same.Job(first, second with { JobId = Given.Job });
    }

    [Fact]
    public async Task Should_let_a_start_decide_the_profile_over_any_submission()
    {
        await Port.ApplySubmittedAsync(Given.Submission(-10, profile: Given.Profile("first")));
        var submitted = await Port.ApplySubmittedAsync(Given.Submission(-20, profile: Given.Profile("earlier")));
        Assert.Equal("earlier", submitted.Profile!.Organization);
        Assert.Equal(LifecycleStage.PreStart, submitted.Stage);
        var started = await Port.ApplyStartedAsync(Given.Start(profile: Given.Profile("started")));
        Assert.Equal("started", started.Profile!.Organization);
        var late = await Port.ApplySubmittedAsync(Given.Submission(-30, profile: Given.Profile("earliest")));
        Assert.Equal(("started", Noon.AddSeconds(-30)), (late.Profile!.Organization, late.SubmittedAt));
    }

    [Fact]
    public async Task Should_order_ends_by_time_then_known_exit_code_then_outcome_code_and_reason()
    {
        JobFinish[] fromBest =
        [
            Given.Finish(59, JobOutcome.Terminated, null, "z"),
            Given.Finish(60, JobOutcome.Succeeded, 0, null),
            Given.Finish(60, JobOutcome.Succeeded, 0, ""),
            Given.Finish(60, JobOutcome.Succeeded, 0, "a"),
            Given.Finish(60, JobOutcome.Failed, 1, "b"),
            Given.Finish(60, JobOutcome.Failed, 2, "a"),
            Given.Finish(60, JobOutcome.Succeeded, null, null),
            Given.Finish(60, JobOutcome.Failed, null, "a"),
            Given.Finish(61, JobOutcome.Succeeded, 0, null),
        ];
        for (var i = fromBest.Length - 1; i >= 0; i--)
        {
            Shows(fromBest[i], await Port.ApplyFinishedAsync(fromBest[i]));
            foreach (var worse in fromBest[i..]) Shows(fromBest[i], await Port.ApplyFinishedAsync(worse));
        }

        static void Shows(JobFinish finish, JobRecord job) => Assert.Equal(
            (finish.FinishedAt, finish.Outcome, finish.ExitCode, finish.Reason),
            (job.FinishedAt!.Value, job.ReportedOutcome!.Value, job.ExitCode, job.FinishReason));
    }

    [Fact]
    public async Task Should_let_an_end_stand_when_its_start_comes_late()
    {
        await Port.ApplyFinishedAsync(Given.Finish());
        var job = await Port.ApplyStartedAsync(Given.Start());
        Assert.True(job.IsFinished);
        Assert.False(job.IsRunning);
        Assert.Equal(Noon, job.StartedAt);
    }

    [Fact]
    public async Task Should_clear_all_of_an_older_attempt_when_a_newer_one_is_announced()
    {
        await Live(1);
        var job = await Port.ApplySubmittedAsync(Given.Submission(500, attempt: 2));
        Same.Job(new JobRecord { JobId = Given.Job, Attempt = 2, FirstSeenAt = Noon, SubmittedAt = Noon.AddSeconds(500), Profile = Given.Profile(), Hold = Given.Hold() }, job);
    }

    [Fact]
    public async Task Should_not_let_an_event_take_the_place_of_an_attempt_that_is_under_way()
    {
        var running = await Port.ApplyStartedAsync(Given.Start());
        await Port.ApplyHeartbeatsAsync([Given.Beat(500, savedSeconds: 400, attempt: int.MaxValue), Given.Beat(500, attempt: 2)]);
        Same.Job(running, await Port.ApplyFinishedAsync(Given.Finish(700, attempt: 2)));
        Same.Job(running, await Port.FindAsync(Given.Job));

        // It had only to wait for its announcement.
        var next = await Port.ApplyStartedAsync(Given.Start(300, attempt: 2));
        Assert.Equal((2, Noon.AddSeconds(500), Noon.AddSeconds(700)), (next.Attempt, next.LastHeartbeatAt, next.FinishedAt));
    }

    [Fact]
    public async Task Should_keep_the_policy_that_a_job_started_under_when_its_start_is_told_again()
    {
        var job = await Port.ApplyStartedAsync(Given.Start());
        for (var minutes = 1; minutes <= 20; minutes++)
        {
            var again = Given.Profile() with { Policy = Given.Profile(timeoutMinutes: minutes).Policy };
            Same.Job(job, await Port.ApplyStartedAsync(Given.Start(profile: again)));
        }
    }

    [Fact]
    public async Task Should_change_nothing_for_an_older_attempt()
    {
        var current = await Port.ApplyStartedAsync(Given.Watched(attempt: 2));
        await Port.RecordLooksAsync([Given.Look(900, looks: 1)]);
        Same.Job(current, await Port.ApplySubmittedAsync(Given.Submission(-900)));
        Same.Job(current, await Port.ApplyStartedAsync(Given.Start(-900)));
        Same.Job(current, await Port.ApplyFinishedAsync(Given.Finish(-900)));
        await Port.ApplyHeartbeatsAsync([Given.Beat(900, savedSeconds: 900)]);
        Assert.Null(await Port.RequestTerminationAsync(Given.Job, 1, 0, Noon, "stale"));
        Same.Job(current, await Port.CompleteStepAsync(Given.Job, 1, 0, 0, Noon));
        Same.Job(current, await Port.MoveDeadlineAsync(Given.Job, 1, 0, Noon, 7));
        Same.Job(current, await Port.RecordCleanupAsync(Given.Job, 1, Given.EveryScope(Given.Done())));
        Same.Job(current, await Port.FindAsync(Given.Job));
    }

    /// <summary>Sets every field there is.</summary>
    private async Task Live(int attempt)
    {
        await Port.ApplySubmittedAsync(Given.Submission(attempt: attempt));
        await Port.ApplyStartedAsync(Given.Watched(attempt: attempt, note: "n"));
        await Port.ApplyHeartbeatsAsync([Given.Beat(1, 1, attempt)]);
        await Port.RecordLooksAsync([Given.Look(90, looks: 1, attempt)]);
        await Port.MoveDeadlineAsync(Given.Job, attempt, 0, Noon.AddHours(1), 1);
        await Port.BeginStepAsync(Given.Job, attempt, 1, 1);
        await Port.CompleteStepAsync(Given.Job, attempt, 1, 1, Noon);
        await Port.RequestExtensionAsync(Given.Job, attempt, Given.Extension(1));
        await Port.RequestTerminationAsync(Given.Job, attempt, 1, Noon, "t");
        await Port.HoldAsync(Given.Job, Given.Hold());
        await Port.ApplyFinishedAsync(Given.Finish(reason: "r", attempt: attempt));
        var job = await Port.RecordCleanupAsync(Given.Job, attempt, Given.EveryScope(Given.Done()));
        Assert.True(job!.IsCleanedUp);
        Assert.DoesNotContain(typeof(JobRecord).GetProperties(), property => property.Name != nameof(JobRecord.PendingExtension) && property.GetValue(job) is null);
    }
}
