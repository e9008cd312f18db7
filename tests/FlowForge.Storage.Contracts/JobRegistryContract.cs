using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.Storage.Contracts;

/// <summary>The rules of <see cref="IJobRegistry"/>: what one event does.</summary>
public abstract partial class JobRegistryContract : StoreContract<IJobRegistry>
{
    [Fact]
    public async Task Should_know_nothing_of_a_job_never_heard_of()
    {
        Assert.Null(await Port.FindAsync(Given.Job));
        Assert.Null(await Port.RequestTerminationAsync(Given.Job, 1, 0, Noon, "why"));
        Assert.Null(await Port.CompleteStepAsync(Given.Job, 1, 0, 0, Noon));
        Assert.Null(await Port.MoveDeadlineAsync(Given.Job, 1, 0, Noon, 0));
        Assert.Null(await Port.RecordCleanupAsync(Given.Job, 1, Given.EveryScope(Given.Done())));
        Assert.Null(await Port.FindAsync(Given.Job));
    }

    [Fact]
    public async Task Should_keep_everything_that_a_whole_life_says()
    {
        await Port.ApplySubmittedAsync(Given.Submission());
        await Port.ApplyStartedAsync(Given.Start(note: "clamped"));
        await Port.ApplyHeartbeatsAsync([Given.Beat(20, savedSeconds: 15)]);
        await Port.CompleteStepAsync(Given.Job, 1, 0, 0, Noon.AddSeconds(25));
        await Port.RequestTerminationAsync(Given.Job, 1, 0, Noon.AddSeconds(30), "too long");
        await Port.ApplyFinishedAsync(Given.Finish(40, JobOutcome.Failed, 143, "SIGTERM"));
        var progress = Given.Retry(1) with { Removal = new RemovalUnderWay(1, [new JobResource("pod", "build-42-x", "jobs")]) };
        var job = await Port.RecordCleanupAsync(Given.Job, 1, new Dictionary<string, CleanupProgress> { [CleanupScopes.Logs] = progress });
        var expected = new JobRecord
        {
            JobId = Given.Job,
            Attempt = 1,
            FirstSeenAt = Noon,
            Profile = Given.Profile(),
            SubmittedAt = Noon.AddSeconds(-60),
            StartedAt = Noon,
            StartNote = "clamped",
            TimeoutAt = Noon.AddMinutes(10),
            NextStep = 1,
            LastStepAt = Noon.AddSeconds(25),
            TerminationRequestedAt = Noon.AddSeconds(30),
            TerminationReason = "too long",
            LastHeartbeatAt = Noon.AddSeconds(20),
            StateSavedAt = Noon.AddSeconds(15),
            FinishedAt = Noon.AddSeconds(40),
            ReportedOutcome = JobOutcome.Failed,
            ExitCode = 143,
            FinishReason = "SIGTERM",
            Cleanup = new Dictionary<string, CleanupProgress> { [CleanupScopes.Logs] = progress },
        };
        Same.Job(expected, job);
        Same.Job(expected, await Port.FindAsync(Given.Job));
        Assert.Equal(Noon, job!.FirstSeenAt);
    }

    [Fact]
    public async Task Should_note_when_a_job_was_first_seen_by_the_clock_it_was_given()
    {
        await Port.ApplyFinishedAsync(Given.Finish());
        Clock.Advance(TimeSpan.FromHours(1));
        var job = await Port.ApplyStartedAsync(Given.Start(attempt: 2));
        Assert.Equal(Noon, job.FirstSeenAt);
    }

    [Fact]
    public async Task Should_let_heartbeats_only_move_forward()
    {
        await Port.ApplyStartedAsync(Given.Start());
        await Port.ApplyHeartbeatsAsync([Given.Beat(30, savedSeconds: 25), Given.Beat(10, savedSeconds: 40), Given.Beat(20)]);
        await Port.ApplyHeartbeatsAsync([Given.Beat(5, savedSeconds: 5)]);
        var job = await Port.FindAsync(Given.Job);
        Assert.Equal(Noon.AddSeconds(30), job!.LastHeartbeatAt);
        Assert.Equal(Noon.AddSeconds(40), job.StateSavedAt);
        await Port.ApplyHeartbeatsAsync([]);
    }

    [Fact]
    public async Task Should_keep_heartbeats_of_an_unannounced_job_until_its_announcement()
    {
        await Port.ApplyHeartbeatsAsync([Given.Beat(30), Given.Beat(31, job: JobId.Parse("other"))]);
        var before = await Port.FindAsync(Given.Job);
        Assert.False(before!.IsAnnounced);
        var job = await Port.ApplyStartedAsync(Given.Start());
        Assert.True(job.IsAnnounced);
        Assert.Equal(Noon.AddSeconds(30), job.LastHeartbeatAt);
    }

    [Fact]
    public async Task Should_keep_the_earliest_request_for_termination()
    {
        await Port.ApplyStartedAsync(Given.Start());
        await Port.RequestTerminationAsync(Given.Job, 1, 0, Noon.AddSeconds(20), "later");
        await Port.RequestTerminationAsync(Given.Job, 1, 0, Noon.AddSeconds(10), "b");
        await Port.RequestTerminationAsync(Given.Job, 1, 0, Noon.AddSeconds(10), "a");
        var job = await Port.RequestTerminationAsync(Given.Job, 1, 0, Noon.AddSeconds(10), "b");
        Assert.Equal((Noon.AddSeconds(10), "a"), (job!.TerminationRequestedAt, job.TerminationReason));
        Assert.Null(await Port.RequestTerminationAsync(Given.Job, 2, 0, Noon, "no such attempt"));
        Assert.Equal(1, (await Port.FindAsync(Given.Job))!.Attempt);
    }

    [Fact]
    public async Task Should_count_an_end_before_the_request_for_termination_as_the_jobs_own()
    {
        await Port.ApplyStartedAsync(Given.Start());
        await Port.RequestTerminationAsync(Given.Job, 1, 0, Noon.AddSeconds(30), "too long");
        var job = await Port.ApplyFinishedAsync(Given.Finish(29));
        Assert.Equal((JobOutcome.Succeeded, LifecycleStage.Completed), (job.Outcome, job.Stage));
    }

    [Theory]
    [MemberData(nameof(Hostile.Data), MemberType = typeof(Hostile))]
    public async Task Should_give_any_text_back_as_it_was(string text)
    {
        await Port.ApplyStartedAsync(Given.Start(note: text, profile: Given.Profile(correlation: text)));
        await Port.RequestTerminationAsync(Given.Job, 1, 0, Noon, text);
        await Port.ApplyFinishedAsync(Given.Finish(reason: text));
        await Port.RecordCleanupAsync(Given.Job, 1, new Dictionary<string, CleanupProgress> { [CleanupScopes.Logs] = Given.Retry(1, error: text) });
        var job = (await Port.FindAsync(Given.Job))!;
        Assert.Equal(text, job.StartNote);
        Assert.Equal(text, job.Profile!.CorrelationId);
        Assert.Equal(text, job.TerminationReason);
        Assert.Equal(text, job.FinishReason);
        Assert.Equal(text, job.Cleanup[CleanupScopes.Logs].Error);
        Assert.Empty(await Port.ListAsync(new JobQuery { Organization = text }));
    }

    [Fact]
    public async Task Should_keep_times_to_the_millisecond_in_utc()
    {
        var odd = new DateTimeOffset(2030, 1, 2, 14, 0, 0, 123, TimeSpan.FromHours(2)).AddTicks(4567);
        var job = await Port.ApplyStartedAsync(Given.Start() with { StartedAt = odd });
        Assert.Equal(Noon.AddMilliseconds(123), job.StartedAt);
        Assert.Equal(TimeSpan.Zero, job.StartedAt!.Value.Offset);
    }
}
