using CsCheck;
using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.Storage.Contracts;

/// <summary>Truth 1 of the design: delivery is at least once and in any order; the result is as if each event came once, in order.</summary>
public abstract partial class JobRegistryContract
{
    private static int _sample;

    [Fact]
    public async Task Should_end_in_the_same_record_whatever_the_order_and_number_of_the_events() =>
        await JobEvents.Deliveries.SampleAsync(
            async delivery =>
            {
                var n = Interlocked.Increment(ref _sample);
                var expected = await Deliver(JobId.Parse($"in-order-{n}"), delivery.InOrder);
                var actual = await Deliver(JobId.Parse($"shuffled-{n}"), delivery.Shuffled);
                var atOnce = await DeliverAtOnce(JobId.Parse($"at-once-{n}"), delivery.Shuffled);
                Same.Job(expected, actual with { JobId = expected.JobId });
                Same.Job(expected, atOnce with { JobId = expected.JobId });
            },
            // The seed is in the message of a failure; give it as `seed` to see the same again.
            iter: 150,
            print: delivery => string.Join("\n", delivery.Shuffled));

    /// <summary>Whoever comes last is the one who can tell what both have made of the job; so it must be answered with that.</summary>
    [Fact]
    public async Task Should_one_of_a_start_and_an_end_that_come_at_once_see_the_other()
    {
        // No two events at one time.
        Clock.AutoAdvanceAmount = TimeSpan.FromMilliseconds(1);
        for (var n = 1; n <= 200; n++)
        {
            var job = JobId.Parse($"at-once-{n}");
            var (start, finish) = (Given.Start() with { JobId = job }, Given.Finish() with { JobId = job });
            var beat = Port.ApplyHeartbeatsAsync([Given.Beat(1, job: job)]);
            var answers = await Task.WhenAll(Port.ApplyStartedAsync(start), Port.ApplyFinishedAsync(finish));
            await beat;
            Assert.Contains(answers, answer => answer is { IsAnnounced: true, IsFinished: true });
        }
    }

    private async Task<JobRecord> Deliver(JobId id, IReadOnlyList<JobEvent> events)
    {
        var queue = new Queue<JobEvent>(events);
        var redeliveries = 0;
        JobRecord? before = null;
        while (queue.TryDequeue(out var next))
        {
            if (!await next.ApplyAsync(Port, id))
            {
                Assert.True(++redeliveries <= events.Count * events.Count, $"{next} is never accepted");
                // What FlowForge notes about an attempt comes after it has heard of that attempt; it is delivered again.
                queue.Enqueue(next);
                continue;
            }
            var now = await Port.FindAsync(id);
            Invariants(before, now!);
            before = now;
        }
        return before!;
    }

    private async Task<JobRecord> DeliverAtOnce(JobId id, IReadOnlyList<JobEvent> events)
    {
        var applied = await Task.WhenAll(events.Select(e => e.ApplyAsync(Port, id)));
        foreach (var (again, _) in events.Zip(applied).Where(pair => !pair.Second))
            Assert.True(await again.ApplyAsync(Port, id));
        return (await Port.FindAsync(id))!;
    }

    private static void Invariants(JobRecord? before, JobRecord now)
    {
        if (now.IsRunning) Assert.True(now.Stage is LifecycleStage.Running or LifecycleStage.Terminating);
        if (now.IsFinished) Assert.True(now.Stage is LifecycleStage.Completed or LifecycleStage.Failed or LifecycleStage.Cleanup);
        Assert.Equal(now.StartedAt is null, now.TimeoutAt is null);
        if (before is null) return;
        Assert.True(now.Attempt >= before.Attempt || !before.IsAnnounced, "an announced attempt is never taken back");
        Assert.True(now.IsAnnounced || !before.IsAnnounced, "an announcement is never lost");
        Assert.Equal(before.FirstSeenAt, now.FirstSeenAt);
        if (now.Attempt != before.Attempt) return;
        Assert.True(now.IsFinished || !before.IsFinished, "an end is never undone");
        Assert.True(now.FinishedAt <= before.FinishedAt || before.FinishedAt is null, "the earlier end counts");
        Assert.True(now.StartedAt <= before.StartedAt || before.StartedAt is null, "the earlier start counts");
        Assert.True(now.LastHeartbeatAt >= before.LastHeartbeatAt || before.LastHeartbeatAt is null, "heartbeats only move forward");
        Assert.True(now.StateSavedAt >= before.StateSavedAt || before.StateSavedAt is null, "saved state only moves forward");
    }
}
