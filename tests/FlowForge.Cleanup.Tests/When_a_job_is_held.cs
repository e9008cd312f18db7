using FlowForge.Contracts;
using FlowForge.Jobs;
using FlowForge.Testing;

namespace FlowForge.Cleanup.Tests;

public sealed class When_a_job_is_held
{
    private static readonly JobId Id = JobId.Parse("job");
    private static readonly JobHold Hold = new("ann", "evidence", DateTimeOffset.UnixEpoch);

    [Fact]
    public async Task Should_its_clean_up_wait_for_the_release_be_told_once_and_then_go_on_by_itself()
    {
        await using var harness = await CleanupHarness.StartAsync();
        var job = harness.AddEnded("job");
        await harness.Registry.HoldAsync(Id, Hold, TestContext.Current.CancellationToken);

        await harness.EndAsync("job");

        await Eventually.IsTrueAsync(() => Task.FromResult(harness.Sent.Of<CleanupPerformed>().Count > 1), "it was not looked at again");
        var told = harness.Sent.Of<CleanupPerformed>();
        Assert.Single(told.DistinctBy(performed => performed.Id));
        Assert.Equal(("job", false), (told[0].ResourceType, told[0].Success));
        Assert.Contains("ann holds it since 1970-01-01", told[0].Error, StringComparison.Ordinal);
        Assert.Empty(job.Acts);
        Assert.Empty((await harness.Registry.FindAsync(Id, TestContext.Current.CancellationToken))!.Cleanup);

        await harness.Registry.ReleaseHoldAsync(Id, TestContext.Current.CancellationToken);

        await harness.SettledAsync("job");
        Assert.Empty(job.Resources);
    }

    [Fact]
    public async Task Should_nothing_be_removed_when_the_hold_comes_at_the_last_moment()
    {
        await using var harness = await CleanupHarness.StartAsync(tries: 1);
        var job = harness.AddEnded("job");
        job.OnObserve = () => harness.Registry.HoldAsync(Id, Hold);

        await harness.EndAsync("job");

        await harness.SeeAsync<CleanupPerformed>(performed => performed.Error?.Contains("the job is held", StringComparison.Ordinal) == true);
        Assert.Empty(job.Acts);
        Assert.Equal(2, harness.Artifacts.Stored.Count);

        // And it is not given up, though it may be tried only once.
        job.OnObserve = null;
        await harness.Registry.ReleaseHoldAsync(Id, TestContext.Current.CancellationToken);
        await harness.SettledAsync("job");
        Assert.Empty(job.Resources);
        Assert.DoesNotContain(harness.Sent.Of<CleanupPerformed>(), performed => performed.GaveUp);
    }
}
