using FlowForge.Contracts;

namespace FlowForge.Jobs.Tests;

public class When_the_stage_is_computed
{
    private static readonly CleanupProgress Done = new() { Tries = 1, DoneAt = Jobs.Start };
    private static readonly CleanupProgress Pending = new() { Tries = 1, NextTryAt = Jobs.Start.AddDays(1) };

    [Fact]
    public void Should_follow_the_life_of_a_job()
    {
        Assert.Equal(LifecycleStage.PreStart, Jobs.Announced.Stage);
        Assert.Equal(LifecycleStage.Running, Jobs.Running.Stage);
        Assert.Equal(LifecycleStage.Terminating, (Jobs.Running with { TerminationRequestedAt = Jobs.Start }).Stage);
        Assert.Equal(LifecycleStage.Completed, Jobs.Finished(JobOutcome.Succeeded).Stage);
        Assert.Equal(LifecycleStage.Failed, Jobs.Finished(JobOutcome.Failed).Stage);
        Assert.Equal(LifecycleStage.Cleanup, (Jobs.Finished(JobOutcome.Succeeded) with { Cleanup = All(Pending) }).Stage);
    }

    [Fact]
    public void Should_call_a_job_terminated_that_chose_exit_code_0_after_it_was_asked_to_end()
    {
        var job = Jobs.Finished(JobOutcome.Succeeded);

        Assert.Equal(JobOutcome.Terminated, (job with { TerminationRequestedAt = job.FinishedAt }).Outcome);
        Assert.Equal(LifecycleStage.Failed, (job with { TerminationRequestedAt = job.FinishedAt }).Stage);
    }

    [Fact]
    public void Should_keep_the_outcome_of_a_job_that_had_ended_before_it_was_asked_to()
    {
        var job = Jobs.Finished(JobOutcome.Succeeded);

        Assert.Equal(JobOutcome.Succeeded, (job with { TerminationRequestedAt = job.FinishedAt!.Value.AddTicks(1) }).Outcome);
        Assert.Null(Jobs.Running.Outcome);
    }

    [Fact]
    public void Should_be_cleaned_up_once_every_scope_is_settled()
    {
        var job = Jobs.Finished(JobOutcome.Failed);

        Assert.False(job.IsCleanedUp);
        Assert.True((job with { Cleanup = All(Done) }).IsCleanedUp);
        Assert.False((job with { Cleanup = All(Pending) }).IsCleanedUp);
        Assert.False((job with { Cleanup = CleanupScopes.ArtifactClasses.ToDictionary(s => s, _ => Done) }).IsCleanedUp);
        Assert.False((Jobs.Running with { Cleanup = All(Done) }).IsCleanedUp);
    }

    [Fact]
    public void Should_derive_a_correlation_for_a_job_that_was_never_announced() =>
        Assert.Equal(DerivedId.Correlation("job-1", 1), (Jobs.Announced with { Profile = null }).CorrelationId);

    private static Dictionary<string, CleanupProgress> All(CleanupProgress progress) => CleanupScopes.All.ToDictionary(s => s, _ => progress);
}
