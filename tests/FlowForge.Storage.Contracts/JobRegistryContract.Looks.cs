using FlowForge.Jobs;

namespace FlowForge.Storage.Contracts;

/// <summary>When jobs are looked at, and what the looks came to.</summary>
public abstract partial class JobRegistryContract
{
    [Fact]
    public async Task Should_be_due_for_its_first_look_one_heartbeatTimeout_after_its_start()
    {
        var job = await Port.ApplyStartedAsync(Given.Watched());
        Assert.Empty(await Port.ListDueLooksAsync(Noon.AddSeconds(60).AddMilliseconds(-1), 10));
        Same.Job(job, Assert.Single(await Port.ListDueLooksAsync(Noon.AddSeconds(60), 10)));
    }

    [Fact]
    public async Task Should_never_look_at_a_job_without_a_heartbeatTimeout()
    {
        var job = await Port.ApplyStartedAsync(Given.Start());
        await Port.RecordLooksAsync([Given.Look(120, looks: 1)]);
        await ShouldNeverBeDue();
        Same.Job(job, await Port.FindAsync(Given.Job));
    }

    [Fact]
    public async Task Should_not_look_at_a_job_that_has_not_started()
    {
        await Port.ApplySubmittedAsync(Given.Submission(profile: Given.Profile(heartbeatTimeout: TimeSpan.FromMinutes(1))));
        await Port.ApplyHeartbeatsAsync([Given.Beat(1)]);
        await Port.RecordLooksAsync([Given.Look(120, looks: 1), Given.Look(120, looks: 1, job: JobId.Parse("never-heard-of"))]);
        await ShouldNeverBeDue();
        Assert.Null((await Port.FindAsync(Given.Job))!.Silence);
        Assert.Null(await Port.FindAsync(JobId.Parse("never-heard-of")));
    }

    [Fact]
    public async Task Should_not_be_looked_at_any_later_for_a_heartbeat()
    {
        await Port.ApplyHeartbeatsAsync([Given.Beat(58)]);
        await Port.ApplyStartedAsync(Given.Watched());
        await Port.ApplyHeartbeatsAsync([Given.Beat(59, savedSeconds: 59)]);
        Assert.Equal(Noon.AddSeconds(59), Assert.Single(await Port.ListDueLooksAsync(Noon.AddSeconds(60), 10)).LastHeartbeatAt);
        await Port.RecordLooksAsync([Given.Look(119, looks: 1)]);
        await Port.ApplyHeartbeatsAsync([Given.Beat(118)]);
        Assert.Equal(1, Assert.Single(await Port.ListDueLooksAsync(Noon.AddSeconds(119), 10)).Silence!.Looks);
    }

    [Fact]
    public async Task Should_be_due_by_the_earlier_of_two_starts_whichever_came_first()
    {
        var mirror = JobId.Parse("mirror");
        foreach (var seconds in (int[])[0, -30]) await Port.ApplyStartedAsync(Given.Watched(seconds));
        foreach (var seconds in (int[])[-30, 0]) await Port.ApplyStartedAsync(Given.Watched(seconds, job: mirror));
        Assert.Equal(["build-42", "mirror"], Ids(await Port.ListDueLooksAsync(Noon.AddSeconds(30), 10)));
        Assert.Empty(await Port.ListDueLooksAsync(Noon.AddSeconds(29), 10));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    public async Task Should_leave_the_next_look_where_it_is_when_an_earlier_start_turns_up(int? looks)
    {
        await Port.ApplyStartedAsync(Given.Watched());
        await Port.RecordLooksAsync([Given.Look(120, looks)]);
        Assert.Equal(looks, (await Port.ApplyStartedAsync(Given.Watched(-30))).Silence?.Looks);
        Assert.Empty(await Port.ListDueLooksAsync(Noon.AddSeconds(119), 10));
        Assert.Single(await Port.ListDueLooksAsync(Noon.AddSeconds(120), 10));
    }

    [Fact]
    public async Task Should_let_looks_only_move_forward()
    {
        await Port.ApplyStartedAsync(Given.Watched());
        await Port.RecordLooksAsync([Given.Look(60, looks: 7)]);
        Assert.Null((await Port.FindAsync(Given.Job))!.Silence);
        await Port.RecordLooksAsync([Given.Look(120, looks: 1)]);
        var job = await Port.FindAsync(Given.Job);
        Assert.Equal(1, job!.Silence!.Looks);
        foreach (var stale in (JobLook[])[Given.Look(120, looks: 2), Given.Look(119), Given.Look(61, looks: 3)]) await Port.RecordLooksAsync([stale]);
        Same.Job(job, await Port.FindAsync(Given.Job));
        Assert.Empty(await Port.ListDueLooksAsync(Noon.AddSeconds(119), 10));
        Same.Job(job, Assert.Single(await Port.ListDueLooksAsync(Noon.AddSeconds(120), 10)));
        await Port.RecordLooksAsync([Given.Look(180)]);
        Assert.Null((await Port.FindAsync(Given.Job))!.Silence);
        Assert.Empty(await Port.ListDueLooksAsync(Noon.AddSeconds(179), 10));
    }

    [Fact]
    public async Task Should_note_many_looks_at_once_and_let_the_latest_of_one_job_count()
    {
        var ids = Enumerable.Range(0, 300).Select(i => JobId.Parse($"job-{i:000}")).ToList();
        await Task.WhenAll(ids.Select(id => Port.ApplyStartedAsync(Given.Watched(job: id))));
        await Port.RecordLooksAsync([]);
        await Port.RecordLooksAsync([.. ids.SelectMany((id, i) => (JobLook[])[Given.Look(400 + i, looks: 2, job: id), Given.Look(300, looks: 1, job: id)])]);
        var due = await Port.ListDueLooksAsync(Noon.AddSeconds(549), 1_000);
        Assert.Equal(ids.Take(150).Select(id => id.Value), Ids(due));
        Assert.All(due, job => Assert.Equal(2, job.Silence!.Looks));
    }

    [Fact]
    public async Task Should_let_the_latest_of_many_looks_count_that_are_noted_by_many()
    {
        await Port.ApplyStartedAsync(Given.Watched());
        await Task.WhenAll(Enumerable.Range(1, 32).Select(i => Port.RecordLooksAsync([Given.Look(100 + i, looks: i)])));
        Assert.Equal(32, (await Port.FindAsync(Given.Job))!.Silence!.Looks);
        Assert.Empty(await Port.ListDueLooksAsync(Noon.AddSeconds(131), 10));
    }

    [Fact]
    public async Task Should_look_no_more_at_a_job_that_has_ended()
    {
        await Port.ApplyStartedAsync(Given.Watched());
        await Port.RecordLooksAsync([Given.Look(120, looks: 1)]);
        await Port.RequestTerminationAsync(Given.Job, 1, 0, Noon.AddSeconds(121), "dead");
        Assert.Single(await Port.ListDueLooksAsync(Noon.AddSeconds(120), 10));
        var ended = await Port.ApplyFinishedAsync(Given.Finish(122));
        await Port.RecordLooksAsync([Given.Look(180, looks: 2)]);
        await Port.RecordLooksAsync([Given.Look(240)]);
        await ShouldNeverBeDue();
        Assert.Equal(1, ended.Silence!.Looks);
        Same.Job(ended, await Port.FindAsync(Given.Job));
        await Port.RecordCleanupAsync(Given.Job, 1, Given.EveryScope(Given.Done()));
        await ShouldNeverBeDue();
    }

    [Fact]
    public async Task Should_not_look_at_a_job_whose_end_came_before_its_start()
    {
        await Port.ApplyFinishedAsync(Given.Finish());
        await Port.ApplyStartedAsync(Given.Watched());
        await ShouldNeverBeDue();
    }

    [Fact]
    public async Task Should_change_nothing_for_a_look_at_another_attempt()
    {
        var job = await Port.ApplyStartedAsync(Given.Watched(attempt: 2));
        await Port.RecordLooksAsync([Given.Look(120, looks: 1), Given.Look(120, looks: 1, attempt: 3)]);
        Same.Job(job, await Port.FindAsync(Given.Job));
        Same.Job(job, Assert.Single(await Port.ListDueLooksAsync(Noon.AddSeconds(60), 10)));
        await Port.RecordLooksAsync([Given.Look(120, looks: 2, attempt: 2)]);
        Assert.Equal(2, (await Port.FindAsync(Given.Job))!.Silence!.Looks);
    }

    [Fact]
    public async Task Should_forget_looks_and_silence_with_their_attempt()
    {
        await Port.ApplyStartedAsync(Given.Watched());
        await Port.RecordLooksAsync([Given.Look(900, looks: 1)]);
        Assert.Null((await Port.ApplyStartedAsync(Given.Watched(300, attempt: 2))).Silence);
        Assert.Equal(2, Assert.Single(await Port.ListDueLooksAsync(Noon.AddSeconds(360), 10)).Attempt);
        Assert.Empty(await Port.ListDueLooksAsync(Noon.AddSeconds(359), 10));
        await Port.RecordLooksAsync([Given.Look(420, looks: 1, attempt: 2)]);
        Assert.Null((await Port.ApplySubmittedAsync(Given.Submission(attempt: 3))).Silence);
        await ShouldNeverBeDue();
        await Port.ApplyStartedAsync(Given.Start(attempt: 3));
        await ShouldNeverBeDue();
    }

    [Fact]
    public async Task Should_list_the_longest_due_first_up_to_the_limit()
    {
        foreach (var (id, seconds) in new[] { ("d", 3), ("b", 1), ("a", 2), ("c", 1), ("e", 100) }) await Port.ApplyStartedAsync(Given.Watched(seconds, job: JobId.Parse(id)));
        Assert.Equal(["b", "c", "a", "d"], Ids(await Port.ListDueLooksAsync(Noon.AddSeconds(120), 10)));
        Assert.Equal(["b", "c", "a"], Ids(await Port.ListDueLooksAsync(Noon.AddSeconds(120), 3)));
        await Port.RecordLooksAsync([Given.Look(119, job: JobId.Parse("b"))]);
        Assert.Equal(["c", "a", "d", "b"], Ids(await Port.ListDueLooksAsync(Noon.AddSeconds(120), 10)));
    }

    [Fact]
    public async Task Should_count_how_many_of_those_that_are_looked_at_are_silent()
    {
        Assert.Equal(new SilenceCount(0, 0), await Port.CountSilentAsync());
        foreach (var id in (string[])["heard", "silent", "heard-again", "ended-silent", "restarted"]) await Port.ApplyStartedAsync(Given.Watched(job: JobId.Parse(id)));
        await Port.ApplyStartedAsync(Given.Start(job: JobId.Parse("not-looked-at")));
        Assert.Equal(new SilenceCount(5, 0), await Port.CountSilentAsync());
        await Port.RecordLooksAsync([.. ((string[])["silent", "heard-again", "ended-silent", "restarted", "not-looked-at"]).Select(id => Given.Look(120, looks: 1, job: JobId.Parse(id)))]);
        Assert.Equal(new SilenceCount(5, 4), await Port.CountSilentAsync());
        await Port.RecordLooksAsync([Given.Look(180, job: JobId.Parse("heard-again")), Given.Look(180, job: JobId.Parse("heard"))]);
        await Port.ApplyFinishedAsync(Given.Finish(job: JobId.Parse("ended-silent")));
        await Port.ApplyStartedAsync(Given.Watched(attempt: 2, job: JobId.Parse("restarted")));
        Assert.Equal(new SilenceCount(4, 1), await Port.CountSilentAsync());
    }

    [Theory]
    [MemberData(nameof(Hostile.Data), MemberType = typeof(Hostile))]
    public async Task Should_give_a_silence_back_as_it_was(string cause)
    {
        var silence = new JobSilence { SuspectedAt = Noon.AddMilliseconds(61_001), Looks = int.MaxValue, Cause = cause, DeadAt = Noon.AddMilliseconds(90_002) };
        await Port.ApplyStartedAsync(Given.Watched());
        await Port.RecordLooksAsync([new JobLook(Given.Job, 1, Noon.AddSeconds(120), silence with { SuspectedAt = silence.SuspectedAt.AddTicks(4567).ToOffset(TimeSpan.FromHours(2)) })]);
        Assert.Equal(silence, (await Port.FindAsync(Given.Job))!.Silence);
        var suspect = new JobSilence { SuspectedAt = Noon };
        await Port.RecordLooksAsync([new JobLook(Given.Job, 1, Noon.AddSeconds(180), suspect)]);
        Assert.Equal(suspect, (await Port.FindAsync(Given.Job))!.Silence);
        Assert.Equal(suspect, Assert.Single(await Port.ListAsync(new JobQuery())).Silence);
    }

    private async Task ShouldNeverBeDue()
    {
        Assert.Empty(await Port.ListDueLooksAsync(Noon.AddDays(365), 10));
        Assert.Equal(new SilenceCount(0, 0), await Port.CountSilentAsync());
    }
}
