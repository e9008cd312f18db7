using FlowForge.Jobs;

namespace FlowForge.Storage.Contracts;

/// <summary>The ladder, the deadline and the clean-up: what FlowForge itself notes.</summary>
public abstract partial class JobRegistryContract
{
    [Fact]
    public async Task Should_move_past_a_step_once()
    {
        await Port.ApplyStartedAsync(Given.Start());
        var job = await Port.CompleteStepAsync(Given.Job, 1, 0, 0, Noon.AddSeconds(1));
        Assert.Equal((1, Noon.AddSeconds(1)), (job!.NextStep, job.LastStepAt));
        Same.Job(job, await Port.CompleteStepAsync(Given.Job, 1, 0, 0, Noon.AddSeconds(2)));
        Same.Job(job, await Port.CompleteStepAsync(Given.Job, 1, 0, 5, Noon.AddSeconds(2)));
        Same.Job(job, await Port.CompleteStepAsync(Given.Job, 1, 1, 1, Noon.AddSeconds(2)));
    }

    [Fact]
    public async Task Should_note_the_step_that_is_begun_where_the_ladder_stands()
    {
        Assert.Null(await Port.BeginStepAsync(Given.Job, 1, 0, 0));
        var started = await Port.ApplyStartedAsync(Given.Start());
        Assert.Null(started.BegunStep);
        Same.Job(started, await Port.BeginStepAsync(Given.Job, 1, 0, 1));
        Same.Job(started, await Port.BeginStepAsync(Given.Job, 1, 1, 0));
        Same.Job(started, await Port.BeginStepAsync(Given.Job, 2, 0, 0));
        var begun = await Port.BeginStepAsync(Given.Job, 1, 0, 0);
        Assert.Equal(0, begun!.BegunStep);
        Same.Job(begun, await Port.BeginStepAsync(Given.Job, 1, 0, 0));
        await Port.CompleteStepAsync(Given.Job, 1, 0, 0, Noon);
        Assert.Equal(0, (await Port.BeginStepAsync(Given.Job, 1, 0, 0))!.BegunStep);
        Assert.Equal(1, (await Port.BeginStepAsync(Given.Job, 1, 0, 1))!.BegunStep);
    }

    [Fact]
    public async Task Should_forget_the_step_begun_with_its_generation_and_its_attempt()
    {
        await Port.ApplyStartedAsync(Given.Start());
        await Port.BeginStepAsync(Given.Job, 1, 0, 0);
        Assert.Null((await Port.MoveDeadlineAsync(Given.Job, 1, 0, Noon.AddHours(2), 0))!.BegunStep);
        await Port.BeginStepAsync(Given.Job, 1, 1, 0);
        Assert.Null((await Port.ApplyStartedAsync(Given.Start(attempt: 2))).BegunStep);
    }

    [Fact]
    public async Task Should_move_the_deadline_only_from_the_generation_it_was_moved_in()
    {
        await Port.ApplyStartedAsync(Given.Start());
        await Port.CompleteStepAsync(Given.Job, 1, 0, 0, Noon);
        var moved = await Port.MoveDeadlineAsync(Given.Job, 1, 0, Noon.AddHours(2), 0);
        Assert.Equal((1, 0, Noon.AddHours(2), null), (moved!.Generation, moved.NextStep, moved.TimeoutAt, moved.LastStepAt));
        Same.Job(moved, await Port.MoveDeadlineAsync(Given.Job, 1, 0, Noon.AddHours(3), 4));
        Same.Job(moved, await Port.CompleteStepAsync(Given.Job, 1, 0, 0, Noon));
    }

    [Fact]
    public async Task Should_leave_a_moved_deadline_where_it_is_when_an_earlier_start_turns_up()
    {
        await Port.ApplyStartedAsync(Given.Start());
        await Port.MoveDeadlineAsync(Given.Job, 1, 0, Noon.AddHours(2), 0);
        var job = await Port.ApplyStartedAsync(Given.Start(-60));
        Assert.Equal((Noon.AddSeconds(-60), Noon.AddHours(2)), (job.StartedAt, job.TimeoutAt));
    }

    [Fact]
    public async Task Should_let_one_of_many_move_the_deadline()
    {
        await Port.ApplyStartedAsync(Given.Start());
        await Task.WhenAll(Enumerable.Range(1, 32).Select(i => Port.MoveDeadlineAsync(Given.Job, 1, 0, Noon.AddHours(i), i)));
        var job = await Port.FindAsync(Given.Job);
        Assert.Equal(1, job!.Generation);
        Assert.Equal(Noon.AddHours(job.NextStep), job.TimeoutAt);
    }

    [Fact]
    public async Task Should_note_the_clean_up_scope_by_scope()
    {
        await Port.ApplyFinishedAsync(Given.Finish());
        await Record(CleanupScopes.Logs, Given.Retry(2));
        await Record(CleanupScopes.Runtime, Given.Done());
        var fewer = await Record(CleanupScopes.Logs, Given.Retry(1, error: "older"));
        Same.Content(Given.Retry(2), fewer.Cleanup[CleanupScopes.Logs]);
        var underWay = Given.Retry(3) with { Removal = new RemovalUnderWay(2, [new JobResource("logs", "a/b.log")]) };
        Same.Content(underWay, (await Record(CleanupScopes.Logs, underWay)).Cleanup[CleanupScopes.Logs]);
        var result = await Record(CleanupScopes.Logs, Given.Done(3));
        Same.Content(Given.Done(3), result.Cleanup[CleanupScopes.Logs]);
        Same.Job(result, await Record(CleanupScopes.Logs, Given.Retry(9)));
        Same.Content(Given.Done(), result.Cleanup[CleanupScopes.Runtime]);
        Assert.False(result.IsCleanedUp);
    }

    [Fact]
    public async Task Should_refuse_a_clean_up_of_something_that_is_no_scope()
    {
        await Port.ApplyFinishedAsync(Given.Finish());
        foreach (var scope in Hostile.Texts.Append("runtime.tries"))
            await Assert.ThrowsAsync<ArgumentException>(() => Record(scope, Given.Done()));
        Assert.Empty((await Port.FindAsync(Given.Job))!.Cleanup);
    }

    [Fact]
    public async Task Should_lose_no_scope_when_all_are_noted_at_once()
    {
        await Port.ApplyFinishedAsync(Given.Finish());
        await Task.WhenAll(Enumerable.Range(1, 6).SelectMany(tries => CleanupScopes.All.Select(scope => Record(scope, tries == 6 ? Given.Done(6) : Given.Retry(tries)))));
        var job = await Port.FindAsync(Given.Job);
        Assert.True(job!.IsCleanedUp);
        Assert.Equal(CleanupScopes.All.Order(), job.Cleanup.Keys.Order());
    }

    private async Task<JobRecord> Record(string scope, CleanupProgress progress) =>
        (await Port.RecordCleanupAsync(Given.Job, 1, new Dictionary<string, CleanupProgress> { [scope] = progress }))!;
}
