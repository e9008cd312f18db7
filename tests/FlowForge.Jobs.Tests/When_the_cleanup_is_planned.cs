using FlowForge.Contracts;

namespace FlowForge.Jobs.Tests;

public class When_the_cleanup_is_planned
{
    [Theory]
    [InlineData(JobOutcome.Succeeded, 1)]
    [InlineData(JobOutcome.Failed, 24)]
    [InlineData(JobOutcome.Terminated, 48)]
    public void Should_follow_the_outcome_and_the_artifact_class(JobOutcome outcome, int hours)
    {
        var job = Jobs.Finished(outcome);

        var due = JobSchedule.NextCleanup(job)!;

        var end = job.FinishedAt!.Value;
        Assert.Equal(end.AddHours(hours), due.DueAt);
        Assert.Equal(CleanupScopes.All.Order(), due.Plan.Select(item => item.Scope).Order());
        Assert.Equal(due.Plan.OrderBy(item => item.DueAt).ToList(), due.Plan);
        Assert.Equal(end.AddDays(7), due.Plan.Single(item => item.Scope == CleanupScopes.Logs).DueAt);
        Assert.All(due.Plan.Where(item => item.Scope != CleanupScopes.Logs), item => Assert.Equal(end.AddHours(hours), item.DueAt));
    }

    [Fact]
    public void Should_leave_out_what_is_settled_and_move_what_is_tried_again()
    {
        var job = Jobs.Finished(JobOutcome.Succeeded);
        var again = job.FinishedAt!.Value.AddMinutes(3);
        job = job with
        {
            Cleanup = new Dictionary<string, CleanupProgress>
            {
                [CleanupScopes.Runtime] = new() { Tries = 1, DoneAt = job.FinishedAt },
                [CleanupScopes.Partial] = new() { Tries = 9, Error = "gave up" },
                [CleanupScopes.Logs] = new() { Tries = 1, NextTryAt = again },
            },
        };

        var due = JobSchedule.NextCleanup(job)!;

        Assert.Equal(again, due.DueAt);
        Assert.Equal([CleanupScopes.Logs, CleanupScopes.Artifacts, CleanupScopes.Reports], due.Plan.Select(item => item.Scope));
    }

    [Theory]
    [InlineData(1, 2, 60)]
    [InlineData(2, 2, 1)]
    public void Should_leave_a_dead_job_what_its_next_attempt_may_need(int attempt, int limit, int minutes)
    {
        var job = Jobs.Finished(JobOutcome.Failed).With(policy => policy with { Retention = Enum.GetValues<JobOutcome>().ToDictionary(outcome => outcome, _ => TimeSpan.FromMinutes(1)) });
        job = job with { Attempt = attempt, Profile = job.Profile! with { AttemptLimit = limit } };
        Assert.Equal(job.FinishedAt!.Value.AddMinutes(1), JobSchedule.NextCleanup(job)!.DueAt);

        var dead = job with { Silence = new JobSilence { SuspectedAt = Jobs.Start, DeadAt = job.FinishedAt } };

        Assert.Equal(job.FinishedAt!.Value.AddMinutes(minutes), JobSchedule.NextCleanup(dead)!.DueAt);
    }

    [Fact]
    public void Should_be_none_while_it_runs_for_a_protected_job_and_when_all_is_settled()
    {
        var job = Jobs.Finished(JobOutcome.Succeeded);

        Assert.Null(JobSchedule.NextCleanup(Jobs.Running));
        Assert.Null(JobSchedule.NextCleanup(job with { Profile = null }));
        Assert.Null(JobSchedule.NextCleanup(job with { Profile = job.Profile! with { Protected = true } }));
        Assert.Null(JobSchedule.NextCleanup(job with { Cleanup = CleanupScopes.All.ToDictionary(s => s, _ => new CleanupProgress { Tries = 1 }) }));
    }
}
