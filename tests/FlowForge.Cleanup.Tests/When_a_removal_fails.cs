using FlowForge.Contracts;
using FlowForge.Jobs;
using Microsoft.Extensions.Options;

namespace FlowForge.Cleanup.Tests;

public sealed class When_a_removal_fails
{
    private readonly CancellationToken _cancelled = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Should_try_again_with_growing_pauses_and_never_hold_up_the_others()
    {
        await using var harness = await CleanupHarness.StartAsync(tries: 5);
        var job = harness.AddEnded("job");
        job.Resources[new JobResource("workspace", "workspace")] = 2;

        await harness.EndAsync("job");

        await harness.SettledAsync("job");
        var workspace = harness.Sent.Of<CleanupPerformed>().Where(p => p.ResourceType == "workspace").ToList();
        Assert.Equal([(1, false), (2, false), (3, true)], workspace.Select(p => (p.Try, p.Success)));
        Assert.Equal("workspace is busy", workspace[0].Error);
        var pauses = harness.Get<IOptions<CleanupOptions>>().Value;
        Assert.True(pauses.PauseAfter(2) > pauses.PauseAfter(1));
        // However busy the machine is, no try comes early.
        Assert.All([1, 2], tries => Assert.True(workspace[tries].At - workspace[tries - 1].At >= pauses.PauseAfter(tries), $"the try after {tries} came too early"));
        Assert.All(harness.Sent.Of<CleanupPerformed>().Where(p => p.ResourceType != "workspace"), p => Assert.True(p is { Success: true, Try: 1 }));
    }

    [Fact]
    public async Task Should_give_up_in_the_end_and_say_so()
    {
        await using var harness = await CleanupHarness.StartAsync(tries: 2);
        var job = harness.AddEnded("job");
        job.Resources[new JobResource("workspace", "workspace")] = int.MaxValue;

        await harness.EndAsync("job");

        var settled = await harness.SettledAsync("job");
        var last = await harness.SeeAsync<CleanupPerformed>(p => p.GaveUp);
        Assert.Equal(2, last.Try);
        Assert.Equal("workspace is busy", settled.Cleanup[CleanupScopes.Runtime].Error);
        Assert.Null(settled.Cleanup[CleanupScopes.Runtime].DoneAt);
    }

    [Fact]
    public async Task Should_go_on_with_the_rest_when_one_part_cannot_even_be_listed()
    {
        await using var harness = await CleanupHarness.StartAsync(tries: 2);
        harness.AddEnded("job").ListFails = true;

        await harness.EndAsync("job");

        await harness.SettledAsync("job");
        Assert.Empty(harness.Artifacts.Stored);
        Assert.Contains(harness.Sent.Of<CleanupPerformed>(), p => p is { ResourceType: "runtime", Success: false } && p.Error!.Contains("could not be listed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Should_tell_of_what_a_crash_in_the_middle_had_removed()
    {
        await using var harness = await CleanupHarness.StartAsync();
        harness.AddEnded("job");
        await harness.EndAsync("job", retention: "1h");
        await harness.SeeAsync<JobStageChanged>(change => change.Stage == LifecycleStage.Completed);
        var now = TimeProvider.System.Now();
        // As a crash leaves it: the try is noted with what it set out to remove, one of them is gone, nobody was told.
        var gone = new JobResource("secret", "gone-before-the-crash");
        var underWay = new CleanupProgress { Tries = 1, NextTryAt = now, UnderWay = [gone, new JobResource("workspace", "workspace")] };
        await harness.Registry.RecordCleanupAsync(JobId.Parse("job"), 1, new Dictionary<string, CleanupProgress> { [CleanupScopes.Runtime] = underWay }, _cancelled);

        await harness.Bus.Publish(new CleanupDue { JobId = "job", Attempt = 1, DueAt = now, Plan = [] }, _cancelled);

        await harness.SeeAsync<CleanupPerformed>(p => p is { ResourceName: "gone-before-the-crash", Success: true, Try: 1 });
        await harness.SeeAsync<CleanupPerformed>(p => p is { ResourceType: "workspace", Success: true, Try: 1 });
    }
}
