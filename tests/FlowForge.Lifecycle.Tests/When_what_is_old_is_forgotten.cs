using FlowForge.Hosting;
using FlowForge.Jobs;

namespace FlowForge.Lifecycle.Tests;

public sealed class When_what_is_old_is_forgotten
{
    private readonly CancellationToken _cancelled = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Should_forget_hook_runs_and_dead_letters_with_the_jobs_and_keep_younger_ones()
    {
        await using var harness = await LifecycleHarness.StartAsync();
        var now = TimeProvider.System.Now();
        var (hookRuns, journal) = (harness.Get<IHookRunStore>(), harness.Get<IMessageJournal>());
        var old = new HookRun(DerivedId.From("hook", 1), "job", true, null, 1, now.AddDays(-31));
        var young = old with { Key = DerivedId.From("hook", 2), At = now.AddDays(-29) };
        await hookRuns.SaveAsync(old, _cancelled);
        await hookRuns.SaveAsync(young, _cancelled);
        await journal.DeadLetterAsync(Entry(1), "bad", old.At, _cancelled);
        await journal.DeadLetterAsync(Entry(2), "bad", young.At, _cancelled);

        await harness.Get<IEnumerable<IRecurringWork>>().Single(work => work.Name == "registry-sweep").ExecuteAsync(_cancelled);

        Assert.Null(await hookRuns.FindAsync(old.Key, _cancelled));
        Assert.NotNull(await hookRuns.FindAsync(young.Key, _cancelled));
        // The old one is gone already; the young one was left.
        Assert.Equal(1, await journal.ForgetDeadLettersAsync(now, _cancelled));
    }

    private static JournalEntry Entry(int number) => new() { MessageId = DerivedId.From("message", number), Queue = "queue", ContentType = "application/json", Body = [1] };
}
