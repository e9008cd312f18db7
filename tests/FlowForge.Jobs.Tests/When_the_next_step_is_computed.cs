using FlowForge.Contracts;

namespace FlowForge.Jobs.Tests;

public class When_the_next_step_is_computed
{
    [Theory]
    [InlineData(0, 96, TimeoutAction.Warn)]
    [InlineData(1, 120, TimeoutAction.SoftKill)]
    [InlineData(2, 125, TimeoutAction.HardKill)]
    [InlineData(3, 130, TimeoutAction.ForceDelete)]
    [InlineData(4, 135, TimeoutAction.ForceDelete)]
    [InlineData(5, 145, TimeoutAction.ForceDelete)]
    [InlineData(6, 165, TimeoutAction.ForceDelete)]
    [InlineData(7, 205, TimeoutAction.ForceDelete)]
    [InlineData(8, 265, TimeoutAction.ForceDelete)]
    [InlineData(9, 325, TimeoutAction.ForceDelete)]
    public void Should_climb_the_ladder_and_then_repeat_its_last_step_ever_more_slowly(int step, int minutes, TimeoutAction action)
    {
        var next = JobSchedule.NextEscalation(Jobs.Running with { NextStep = step, Generation = 7 })!;

        Assert.Equal((step, action, Jobs.Start.AddMinutes(minutes)), (next.Step, next.Action, next.DueAt));
        Assert.Equal(("job-1", 1, 7), (next.JobId, next.Attempt, next.Generation));
    }

    [Fact]
    public void Should_leave_the_whole_grace_period_after_a_late_soft_kill()
    {
        var asked = Jobs.Start.AddHours(5);

        var next = JobSchedule.NextEscalation(Jobs.Running with { NextStep = 2, LastStepAt = asked })!;

        Assert.Equal(asked.AddMinutes(5), next.DueAt);
    }

    [Fact]
    public void Should_not_be_moved_by_a_late_warning()
    {
        var next = JobSchedule.NextEscalation(Jobs.Running with { NextStep = 1, LastStepAt = Jobs.Start.AddHours(5) })!;

        Assert.Equal(Jobs.Start.AddHours(2), next.DueAt);
    }

    [Fact]
    public void Should_be_none_unless_the_job_runs()
    {
        Assert.Null(JobSchedule.NextEscalation(Jobs.Announced));
        Assert.Null(JobSchedule.NextEscalation(Jobs.Finished(JobOutcome.Failed)));
        Assert.Null(JobSchedule.NextEscalation(Jobs.Running with { Profile = null }));
        Assert.Null(JobSchedule.NextEscalation(Jobs.Running with { TimeoutAt = null }));
    }

    [Fact]
    public void Should_end_after_a_ladder_that_only_warns()
    {
        var job = Jobs.Running.With(policy => policy with { Escalation = [Jobs.Step(-24, TimeoutAction.Warn)] });

        Assert.NotNull(JobSchedule.NextEscalation(job));
        Assert.Null(JobSchedule.NextEscalation(job with { NextStep = 1 }));
        Assert.Null(JobSchedule.NextEscalation(job.With(policy => policy with { Escalation = [] })));
    }

    [Fact]
    public void Should_repeat_at_most_an_hour_apart_whatever_the_grace_period()
    {
        var policy = Jobs.Policy with { GracePeriod = Durations.Longest };

        var (before, after) = (JobSchedule.StepAt(policy, 40)!, JobSchedule.StepAt(policy, 41)!);

        Assert.Equal(TimeSpan.FromHours(1), after.Offset - before.Offset);
    }
}
