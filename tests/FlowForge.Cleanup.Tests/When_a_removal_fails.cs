using FlowForge.Contracts;
using FlowForge.Jobs;
using FlowForge.Testing;
using Microsoft.Extensions.Options;

namespace FlowForge.Cleanup.Tests;

public sealed class When_a_removal_fails
{
    private static readonly JobResource Workspace = new("workspace", "workspace");
    private readonly CancellationToken _cancelled = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Should_try_again_with_growing_pauses_and_never_hold_up_the_others()
    {
        await using var harness = await CleanupHarness.StartAsync(tries: 5);
        var job = harness.AddEnded("job");
        job.Resources[Workspace] = 2;

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
        job.Resources[Workspace] = int.MaxValue;

        await harness.EndAsync("job");

        var settled = await harness.SettledAsync("job");
        var last = await harness.SeeAsync<CleanupPerformed>(p => p.GaveUp);
        Assert.Equal(2, last.Try);
        Assert.Equal("workspace is busy", settled.Cleanup[CleanupScopes.Runtime].Error);
        Assert.Null(settled.Cleanup[CleanupScopes.Runtime].DoneAt);
    }

    [Fact]
    public async Task Should_count_what_gave_up_waiting_as_a_failure_too()
    {
        await using var harness = await CleanupHarness.StartAsync();
        var job = harness.AddEnded("job");
        job.Resources[Workspace] = 1;
        job.Failure = message => new TaskCanceledException(message);

        await harness.EndAsync("job");

        await harness.SettledAsync("job");
        Assert.Equal([(1, "workspace is busy"), (2, null)], harness.Sent.Of<CleanupPerformed>().Where(p => p.ResourceType == "workspace").Select(p => (p.Try, p.Error)));
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
        // As a crash leaves it: the try is noted with what it set out to remove, one of them is gone, nobody was told.
        var due = await CutShortAsync(harness, new JobResource("secret", "gone-before-the-crash"), Workspace);

        await harness.Bus.Publish(due, _cancelled);

        await harness.SeeAsync<CleanupPerformed>(p => p is { ResourceName: "gone-before-the-crash", Success: true, Try: 1 });
        await harness.SeeAsync<CleanupPerformed>(p => p is { ResourceType: "workspace", Success: true, Try: 1 });
    }

    [Fact]
    public async Task Should_tell_that_a_try_made_again_has_removed_what_it_could_not_before()
    {
        await using var harness = await CleanupHarness.StartAsync(retryDelay: "1h");
        harness.AddEnded("job").Resources[Workspace] = 1;
        var due = await CutShortAsync(harness, Workspace);
        await harness.Bus.Publish(due, _cancelled);
        var failure = await harness.SeeAsync<CleanupPerformed>(p => p is { ResourceType: "workspace", Success: false, Try: 1 });
        await harness.SeeRuntimeAsync("job", progress => progress.Error is not null);

        // As a crash leaves it that came after the failure was told, and before it was noted.
        await harness.RecordAsync("job", new CleanupProgress { Tries = 1, NextTryAt = due.DueAt, Removal = new RemovalUnderWay(1, [Workspace]) });
        await harness.Bus.Publish(due, _cancelled);

        var success = await harness.SeeAsync<CleanupPerformed>(p => p is { ResourceType: "workspace", Success: true, Try: 1 });
        Assert.NotEqual(failure.Id, success.Id);
    }

    [Fact]
    public async Task Should_tell_once_of_what_is_gone_after_a_failure()
    {
        await using var harness = await CleanupHarness.StartAsync(retryDelay: "1h");
        var job = harness.AddEnded("job");
        job.Resources[Workspace] = 1;
        var due = await CutShortAsync(harness, Workspace);
        await harness.Bus.Publish(due, _cancelled);
        await harness.SeeRuntimeAsync("job", progress => progress.Error is not null);

        // As it is where the removal went through although its answer was lost, or another replica made the same try.
        job.Resources.Clear();
        await harness.RecordAsync("job", (await harness.SeeRuntimeAsync("job", _ => true)) with { NextTryAt = due.DueAt });
        await harness.Bus.Publish(due, _cancelled);

        var progress = await harness.SeeRuntimeAsync("job", progress => progress.DoneAt is not null);
        Assert.Equal((2, null), (progress.Tries, progress.Removal));
        // As an act of the try that set out to remove it: a replica that told of it already did so under the same id.
        var told = Assert.Single(harness.Sent.Of<CleanupPerformed>(), p => p is { ResourceType: "workspace", Success: true });
        Assert.Equal(1, told.Try);
    }

    [Fact]
    public async Task Should_not_forget_what_is_to_be_told_while_the_runtime_cannot_be_asked()
    {
        await using var harness = await CleanupHarness.StartAsync(retryDelay: "1h");
        var job = harness.AddEnded("job");
        job.ObserveFails = true;
        var gone = new JobResource("secret", "gone-before-the-crash");
        var due = await CutShortAsync(harness, gone);
        await harness.Bus.Publish(due, _cancelled);
        var refused = await harness.SeeRuntimeAsync("job", progress => progress.Error is not null);
        await harness.RecordAsync("job", refused with { NextTryAt = due.DueAt });
        await harness.Bus.Publish(due, _cancelled);
        refused = await harness.SeeRuntimeAsync("job", progress => progress.Tries == 2);

        job.ObserveFails = false;
        await harness.RecordAsync("job", refused with { NextTryAt = due.DueAt });
        await harness.Bus.Publish(due, _cancelled);

        await harness.SeeAsync<CleanupPerformed>(p => p is { ResourceName: "gone-before-the-crash", Success: true, Try: 1 });
    }

    /// <summary>The clean-up of a job whose first try was noted and not brought to its end.</summary>
    private async Task<CleanupDue> CutShortAsync(ServiceHarness harness, params JobResource[] setOut)
    {
        await harness.EndAsync("job", retention: "1h");
        await harness.SeeAsync<JobStageChanged>(change => change.Stage == LifecycleStage.Completed);
        var now = TimeProvider.System.Now();
        await harness.RecordAsync("job", new CleanupProgress { Tries = 1, NextTryAt = now, Removal = new RemovalUnderWay(1, setOut) });
        return new CleanupDue { JobId = "job", Attempt = 1, DueAt = now, Plan = [] };
    }
}
