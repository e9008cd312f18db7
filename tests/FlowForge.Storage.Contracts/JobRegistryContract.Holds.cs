using FlowForge.Jobs;

namespace FlowForge.Storage.Contracts;

/// <summary>Holds: who wants a job left alone.</summary>
public abstract partial class JobRegistryContract
{
    [Fact]
    public async Task Should_keep_the_hold_that_stands()
    {
        await Port.ApplyStartedAsync(Given.Start());
        var held = await Port.HoldAsync(Given.Job, Given.Hold());
        Assert.Equal(Given.Hold(), held.Hold);
        Same.Job(held, await Port.HoldAsync(Given.Job, Given.Hold("bob", "another reason", 6)));
        Same.Job(held, await Port.FindAsync(Given.Job));
    }

    [Fact]
    public async Task Should_take_a_hold_away_and_nothing_else()
    {
        Assert.Null(await Port.ReleaseHoldAsync(Given.Job));
        var started = await Port.ApplyStartedAsync(Given.Start());
        Same.Job(started, await Port.ReleaseHoldAsync(Given.Job));
        await Port.HoldAsync(Given.Job, Given.Hold());
        Same.Job(started, await Port.ReleaseHoldAsync(Given.Job));
        Assert.Equal(Given.Hold("bob"), (await Port.HoldAsync(Given.Job, Given.Hold("bob"))).Hold);
    }

    [Fact]
    public async Task Should_let_one_of_many_hold_a_job_that_nobody_knows()
    {
        var answers = await Task.WhenAll(Enumerable.Range(1, 16).Select(i => Port.HoldAsync(Given.Job, Given.Hold($"by{i}", $"reason {i}", i))));
        var hold = (await Port.FindAsync(Given.Job))!.Hold!;
        Assert.Equal($"reason {hold.By[2..]}", hold.Reason);
        Assert.All(answers, answer => Assert.Equal(hold, answer.Hold));
    }

    [Fact]
    public async Task Should_know_a_job_that_is_held_before_it_is_announced()
    {
        var held = await Port.HoldAsync(Given.Job, Given.Hold());
        Same.Job(new JobRecord { JobId = Given.Job, Attempt = 1, FirstSeenAt = Noon, Hold = Given.Hold() }, held);
        Assert.False(held.IsHeardOf);
        Assert.Equal([Given.Job], await Port.WhichAreKnownAsync([Given.Job]));
        Assert.Empty(await Port.ListAsync(new JobQuery()));
        Assert.Null(await Port.NewestJobAtAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Should_keep_the_hold_when_its_job_is_announced(int attempt)
    {
        await Port.HoldAsync(Given.Job, Given.Hold());
        await Port.ApplyHeartbeatsAsync([Given.Beat(50, attempt: 2)]);
        var started = await Port.ApplyStartedAsync(Given.Start(attempt: attempt));
        Assert.Equal((attempt, Noon, Given.Hold()), (started.Attempt, started.StartedAt, started.Hold));
        Assert.Equal(Given.Hold(), (await Port.ApplyStartedAsync(Given.Start(attempt: attempt + 1))).Hold);
    }

    [Fact]
    public async Task Should_not_note_that_a_held_job_is_stopped()
    {
        await Port.ApplyStartedAsync(Given.Start());
        var held = await Port.HoldAsync(Given.Job, Given.Hold());
        Same.Job(held, await Port.RequestTerminationAsync(Given.Job, 1, 0, Noon, "too long"));
        await Port.ReleaseHoldAsync(Given.Job);
        Assert.Equal("too long", (await Port.RequestTerminationAsync(Given.Job, 1, 0, Noon, "too long"))!.TerminationReason);
    }

    [Fact]
    public async Task Should_list_who_is_held_the_longest_held_first()
    {
        var (known, unknown, free) = (JobId.Parse("known"), JobId.Parse("unknown"), JobId.Parse("free"));
        await Port.ApplyStartedAsync(Given.Start(job: known));
        await Port.ApplyStartedAsync(Given.Start(job: free));
        await Port.HoldAsync(known, Given.Hold(seconds: 20));
        await Port.HoldAsync(unknown, Given.Hold(seconds: 10));
        Assert.Equal([unknown, known], (await Port.ListHeldAsync(10)).Select(job => job.JobId));
        Assert.Equal([unknown], (await Port.ListHeldAsync(1)).Select(job => job.JobId));
        await Port.ReleaseHoldAsync(unknown);
        Assert.Equal([known], (await Port.ListHeldAsync(10)).Select(job => job.JobId));
    }

    [Fact]
    public async Task Should_never_forget_who_is_held()
    {
        var (settled, unannounced) = (JobId.Parse("settled"), JobId.Parse("unannounced"));
        await Port.ApplyStartedAsync(Given.Start(job: settled));
        await Port.ApplyFinishedAsync(Given.Finish(job: settled));
        await Port.RecordCleanupAsync(settled, 1, Given.EveryScope(Given.Done()));
        await Port.HoldAsync(settled, Given.Hold());
        await Port.HoldAsync(unannounced, Given.Hold());
        Clock.Advance(TimeSpan.FromDays(999));
        Assert.Equal(0, await Port.ForgetAsync(Clock.Now(), Clock.Now()));
        Assert.Equal(2, (await Port.ListHeldAsync(10)).Count);
        await Port.ReleaseHoldAsync(settled);
        await Port.ReleaseHoldAsync(unannounced);
        Assert.Equal(2, await Port.ForgetAsync(Clock.Now(), Clock.Now()));
        Assert.Empty(await Port.WhichAreKnownAsync([settled, unannounced]));
    }

    [Theory]
    [MemberData(nameof(Hostile.Data), MemberType = typeof(Hostile))]
    public async Task Should_give_the_words_of_a_hold_back_as_they_were(string text)
    {
        await Port.HoldAsync(Given.Job, Given.Hold(text, text));
        Assert.Equal(Given.Hold(text, text), (await Port.FindAsync(Given.Job))!.Hold);
    }
}
