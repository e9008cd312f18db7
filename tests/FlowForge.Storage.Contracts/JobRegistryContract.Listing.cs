using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.Storage.Contracts;

/// <summary>What is listed, and what is forgotten.</summary>
public abstract partial class JobRegistryContract
{
    [Fact]
    public async Task Should_list_announced_jobs_newest_first_up_to_the_limit()
    {
        foreach (var i in Enumerable.Range(1, 5))
        {
            await Port.ApplyStartedAsync(Given.Start(job: JobId.Parse($"job-{i}")));
            await Port.ApplyHeartbeatsAsync([Given.Beat(1, job: JobId.Parse($"unannounced-{i}"))]);
            Clock.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Equal(["job-5", "job-4", "job-3"], Ids(await Port.ListAsync(new JobQuery { Limit = 3 })));
        Assert.Equal(5, (await Port.ListAsync(new JobQuery())).Count);
    }

    [Fact]
    public async Task Should_list_by_organization_and_type()
    {
        foreach (var (id, organization, type) in new[] { ("a", "acme", "build"), ("b", "acme", "test"), ("c", "other", "build"), ("d", null, null) })
            await Port.ApplyStartedAsync(Given.Start(job: JobId.Parse(id), profile: Given.Profile(organization, type)));
        Assert.Equal(["a", "b"], Ids(await Port.ListAsync(new JobQuery { Organization = "acme" })).Order());
        Assert.Equal(["a", "c"], Ids(await Port.ListAsync(new JobQuery { JobType = "build" })).Order());
        Assert.Equal(["a"], Ids(await Port.ListAsync(new JobQuery { JobType = "build", Organization = "acme", Stage = LifecycleStage.Running })));
        Assert.Empty(await Port.ListAsync(new JobQuery { Organization = "ACME" }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_001)]
    public async Task Should_refuse_a_limit_out_of_range(int limit) =>
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Port.ListAsync(new JobQuery { Limit = limit }));

    [Fact]
    public async Task Should_list_by_the_stage_that_the_record_shows()
    {
        var jobs = await OneOfEachKind();
        foreach (var stage in Enum.GetValues<LifecycleStage>())
        {
            var expected = jobs.Where(job => job.IsAnnounced && job.Stage == stage).Select(job => job.JobId.Value).Order();
            Assert.Equal(expected, Ids(await Port.ListAsync(new JobQuery { Stage = stage, Limit = 1_000 })).Order());
        }
        // Filtering must come before limiting: the newest job need not be in the stage.
        Assert.Single(await Port.ListAsync(new JobQuery { Stage = LifecycleStage.PreStart, Limit = 1 }));
    }

    [Fact]
    public async Task Should_list_as_unsettled_what_is_announced_and_not_cleaned_up()
    {
        var jobs = await OneOfEachKind();
        var expected = jobs.Where(job => job.IsAnnounced && !job.IsCleanedUp).Select(job => job.JobId.Value).Order();
        Assert.Equal(expected, Ids(await Unsettled()).Order());
        Assert.Contains(jobs, job => job.IsCleanedUp);
    }

    [Fact]
    public async Task Should_list_every_unsettled_job_once_over_many_pages()
    {
        var ids = Enumerable.Range(0, 1_203).Select(i => JobId.Parse($"job-{i}")).ToList();
        await Task.WhenAll(ids.Select(id => Port.ApplyStartedAsync(Given.Start(job: id))));
        var listed = Ids(await Unsettled());
        Assert.Equal(ids.Select(id => id.Value).Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Should_forget_what_was_settled_long_ago_and_nothing_else()
    {
        await Settled("settled-early", Given.Done());
        await Settled("given-up-early", Given.GaveUp(8));
        await Settled("retried", Given.Retry(1));
        await Port.ApplyStartedAsync(Given.Start(job: JobId.Parse("running")));
        Clock.Advance(TimeSpan.FromDays(1));
        await Settled("settled-late", Given.Done());
        await Port.ApplyHeartbeatsAsync([Given.Beat(1, job: JobId.Parse("unannounced"))]);

        Assert.Equal(2, await Port.ForgetAsync(Noon.AddHours(1), Noon.AddHours(1)));
        Assert.Null(await Port.FindAsync(JobId.Parse("settled-early")));
        Assert.Null(await Port.FindAsync(JobId.Parse("given-up-early")));
        Assert.Equal(["retried", "running", "settled-late"], Ids(await Port.ListAsync(new JobQuery())).Order());
        Assert.Equal(0, await Port.ForgetAsync(Noon.AddHours(1), Noon.AddHours(1)));
        Assert.Equal(1, await Port.ForgetAsync(Noon, Noon.AddDays(2)));
        Assert.Null(await Port.FindAsync(JobId.Parse("unannounced")));
    }

    [Fact]
    public async Task Should_not_forget_an_unannounced_attempt_for_the_age_of_its_job()
    {
        await Port.ApplyStartedAsync(Given.Start());
        Clock.Advance(TimeSpan.FromDays(30));
        await Port.ApplyHeartbeatsAsync([Given.Beat(1, attempt: 2)]);
        Assert.Equal(0, await Port.ForgetAsync(Noon.AddDays(29), Noon.AddDays(29)));
        Assert.Equal(1, await Port.ForgetAsync(Noon.AddDays(29), Noon.AddDays(31)));
        Assert.Null((await Port.ApplyStartedAsync(Given.Start(attempt: 2))).LastHeartbeatAt);
    }

    [Fact]
    public async Task Should_not_forget_a_job_whose_clean_up_was_taken_up_again()
    {
        await Settled("again", Given.GaveUp(8));
        await Port.RecordCleanupAsync(JobId.Parse("again"), 1, new Dictionary<string, CleanupProgress> { [CleanupScopes.Logs] = Given.Retry(9) });
        Assert.Equal(0, await Port.ForgetAsync(Noon.AddDays(9), Noon.AddDays(9)));
        Assert.Equal(["again"], Ids(await Unsettled()));
    }

    private async Task Settled(string id, CleanupProgress progress)
    {
        await Port.ApplyStartedAsync(Given.Start(job: JobId.Parse(id)));
        await Port.RecordCleanupAsync(JobId.Parse(id), 1, Given.EveryScope(progress));
        // Last, because the end may arrive after its clean-up was noted.
        await Port.ApplyFinishedAsync(Given.Finish(job: JobId.Parse(id)));
    }

    /// <summary>Every combination of announced, started, to be terminated, ended (before, at, after that) and cleaned up.</summary>
    private async Task<List<JobRecord>> OneOfEachKind()
    {
        var jobs = new List<JobRecord>();
        var kinds =
            from announced in new[] { "none", "submitted", "started" }
            from termination in new int?[] { null, 50 }
            from end in new int?[] { null, 49, 50, 51 }
            from outcome in end is null ? [JobOutcome.Succeeded] : Enum.GetValues<JobOutcome>()
            from cleanup in new[] { "none", "begun", "retry", "done", "gave-up" }
            select (announced, termination, end, outcome, cleanup);
        foreach (var (announced, termination, end, outcome, cleanup) in kinds)
        {
            var id = JobId.Parse($"job-{jobs.Count}");
            await Port.ApplyHeartbeatsAsync([Given.Beat(1, job: id)]);
            if (announced == "submitted") await Port.ApplySubmittedAsync(Given.Submission(job: id));
            if (announced == "started") await Port.ApplyStartedAsync(Given.Start(job: id));
            if (termination is { } at) await Port.RequestTerminationAsync(id, 1, 0, Noon.AddSeconds(at), "t");
            if (end is { } seconds) await Port.ApplyFinishedAsync(Given.Finish(seconds, outcome, job: id));
            if (cleanup == "begun") await Port.RecordCleanupAsync(id, 1, new Dictionary<string, CleanupProgress> { [CleanupScopes.Logs] = Given.Done() });
            if (cleanup == "retry") await Port.RecordCleanupAsync(id, 1, Given.EveryScope(Given.Retry(1)));
            if (cleanup == "done") await Port.RecordCleanupAsync(id, 1, Given.EveryScope(Given.Done()));
            if (cleanup == "gave-up") await Port.RecordCleanupAsync(id, 1, Given.EveryScope(Given.GaveUp(8)));
            jobs.Add((await Port.FindAsync(id))!);
        }
        return jobs;
    }

    private async Task<List<JobRecord>> Unsettled()
    {
        var jobs = new List<JobRecord>();
        await foreach (var job in Port.ListUnsettledAsync()) jobs.Add(job);
        return jobs;
    }

    private static IEnumerable<string> Ids(IEnumerable<JobRecord> jobs) => jobs.Select(job => job.JobId.Value);
}
