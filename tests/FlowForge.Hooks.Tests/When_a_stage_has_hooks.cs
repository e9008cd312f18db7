using System.Collections.Concurrent;
using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.Hooks.Tests;

public sealed class When_a_stage_has_hooks : IDisposable
{
    private readonly Bench _bench = new();
    private readonly ConcurrentQueue<string> _ran = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Should_run_those_in_code_and_then_those_of_the_file_in_its_order()
    {
        _bench.Shell("zulu", $"echo zulu >>{_bench["ran"]}").Shell("alpha", $"echo alpha >>{_bench["ran"]}").Shell("other", $"echo other >>{_bench["ran"]}", stage: "cleanup");
        _bench.With(Noting("second", text => File.AppendAllText(_bench["ran"], text)), Noting("first", text => File.AppendAllText(_bench["ran"], text)));

        var result = await _bench.EnterAsync();

        Assert.True(result.Success);
        Assert.Equal(["second", "first", "zulu", "alpha"], result.Executed.Select(hook => hook.Hook));
        Assert.Equal("second\nfirst\nzulu\nalpha\n", _bench.Read("ran"));
        Assert.All(result.Executed, hook => Assert.Equal(("job-42", 1, LifecycleStage.Failed, "c-42", 1), (hook.JobId, hook.Attempt, hook.Stage, hook.CorrelationId, hook.Tries)));
    }

    [Fact]
    public async Task Should_do_nothing_for_a_stage_without_hooks()
    {
        var result = await _bench.EnterAsync(LifecycleStage.Running);

        Assert.True(result.Success);
        Assert.Empty(result.Executed);
    }

    [Theory]
    [InlineData("acme", "build", true)]
    [InlineData("acme", "test", false)]
    [InlineData("other", "build", false)]
    [InlineData(null, null, false)]
    public async Task Should_run_only_those_whose_filters_fit(string? org, string? type, bool fits)
    {
        _bench.With(new { name = "filtered", stage = "failed", command = (string[])["true"], organization = "acme", jobType = "build" });

        var result = await _bench.EnterAsync(Bench.Entry(LifecycleStage.Failed) with { Organization = org, JobType = type });

        Assert.Equal(fits, result.Executed.Count == 1);
    }

    [Fact]
    public async Task Should_stop_at_the_first_failure_before_a_job_starts()
    {
        _bench.Shell("gate", "exit 1", stage: "pre_start").Shell("after", "true", stage: "pre_start");

        var result = await _bench.EnterAsync(LifecycleStage.PreStart);

        Assert.False(result.Success);
        Assert.Equal("hook 'gate' failed: exit code 1", result.Error);
        Assert.Equal(["gate"], result.Executed.Select(hook => hook.Hook));
    }

    [Fact]
    public async Task Should_go_on_after_a_failure_in_any_other_stage()
    {
        _bench.Shell("broken", "exit 3").Shell("after", "true").With(new CodeHook("code", LifecycleStage.Failed, (_, _) => throw new InvalidTimeZoneException("boom"), Bench.Once));

        var result = await _bench.EnterAsync();

        Assert.Equal([("code", false), ("broken", false), ("after", true)], result.Executed.Select(hook => (hook.Hook, hook.Success)));
        Assert.Equal("InvalidTimeZoneException: boom", result.Executed[0].Error);
    }

    [Fact]
    public async Task Should_not_run_again_what_has_run_but_report_it_again()
    {
        _bench.With(Noting("good"), new CodeHook("bad", LifecycleStage.Failed, (_, _) => { _ran.Enqueue("bad"); throw new HookFailedException("no", canRetry: false); }));

        var first = await _bench.EnterAsync();
        var again = await _bench.EnterAsync();

        Assert.Equal(["good", "bad"], _ran);
        Assert.Equal(first.Executed, again.Executed);
        Assert.Equal(DerivedId.From("hook", "job-42", 1, LifecycleStage.Failed, "good"), first.Executed[0].Id);
        Assert.Equal(_bench.Runs.All.Select(run => run.Key).Order(), first.Executed.Select(hook => hook.Id).Order());
        await _bench.EnterAsync(attempt: 2);
        Assert.Equal(["good", "bad", "good", "bad"], _ran);
    }

    [Fact]
    public async Task Should_tell_code_everything_about_the_entry()
    {
        HookContext? told = null;
        _bench.With(new CodeHook("code", LifecycleStage.Failed, (context, _) => { told = context; return Task.CompletedTask; }));

        var result = await _bench.EnterAsync();

        Assert.Equal(("job-42", 1, LifecycleStage.Failed, JobOutcome.Failed), (told!.JobId, told.Attempt, told.Stage, told.Outcome!.Value));
        Assert.Equal(("acme", "build", "exit code 1", "c-42", "code"), (told.Organization, told.JobType, told.Reason, told.CorrelationId, told.Hook));
        Assert.Equal(result.Executed[0].Id, told.IdempotencyKey);
    }

    [Fact]
    public async Task Should_note_nothing_where_the_service_stops_in_the_middle()
    {
        using var stopping = new CancellationTokenSource();
        _bench.With(new CodeHook("code", LifecycleStage.Failed, async (_, limit) => { await stopping.CancelAsync(); await Task.Delay(Timeout.Infinite, limit); }));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _bench.EnterAsync(Bench.Entry(LifecycleStage.Failed), stopping.Token));

        Assert.Empty(_bench.Runs.All);
    }

    [Fact]
    public void Should_refuse_two_hooks_of_one_name_in_code()
    {
        _bench.With(Noting("same"), Noting("same"));

        Assert.Throws<InvalidOperationException>(() => _bench.EnterAsync().GetAwaiter().GetResult());
    }

    private CodeHook Noting(string name, Action<string>? note = null) => new(name, LifecycleStage.Failed, (_, _) =>
    {
        _ran.Enqueue(name);
        note?.Invoke(name + "\n");
        return Task.CompletedTask;
    });
}
