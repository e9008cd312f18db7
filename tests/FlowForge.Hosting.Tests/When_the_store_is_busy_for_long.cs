using FlowForge.Jobs;
using FlowForge.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace FlowForge.Hosting.Tests;

public sealed class When_the_store_is_busy_for_long
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2030, 1, 2, 12, 0, 0, TimeSpan.Zero));
    private readonly NoteLog _log = new();
    private readonly CancellationToken _cancelled = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Should_handle_the_message_later_and_not_set_it_aside(bool inner)
    {
        _log.Fails = inner ? new InvalidOperationException("no", new AggregateException(new StoreBusyException())) : new StoreBusyException();
        await using var harness = await StartAsync();
        var journal = (WatchedJournal)harness.Get<IMessageJournal>();
        await harness.Bus.Publish(new Note { Text = "one" }, _cancelled);
        await Eventually.IsTrueAsync(() => _log.Calls == 2, "the note did not come");

        _log.Fails = null;
        await LookAsync(journal, () => _log.Handled.Count >= 2);

        Assert.Equal(["FirstConsumer one", "SecondConsumer one"], _log.Handled.Order(StringComparer.Ordinal));
        Assert.Equal(0, journal.SetAside);
        await Eventually.IsTrueAsync(async () => (await journal.ReadAsync(_cancelled)).Count == 0, "the journal was not emptied");
    }

    [Fact]
    public async Task Should_give_the_store_time_and_try_again_for_as_long_as_it_takes()
    {
        _log.Fails = new StoreBusyException();
        await using var harness = await StartAsync();
        var journal = (WatchedJournal)harness.Get<IMessageJournal>();
        await harness.Bus.Publish(new Note { Text = "one" }, _cancelled);
        await Eventually.IsTrueAsync(() => _log.Calls == 2, "the note did not come");

        await LookAsync(journal, looks: 2);
        Assert.Equal(2, _log.Calls);
        await LookAsync(journal, () => _log.Calls >= 6);
        Assert.Equal(0, journal.SetAside);
    }

    [Fact]
    public async Task Should_not_send_again_what_is_still_being_handled()
    {
        var gate = new TaskCompletionSource();
        _log.Gate = gate.Task;
        await using var harness = await StartAsync();
        var journal = (WatchedJournal)harness.Get<IMessageJournal>();
        await harness.Bus.Publish(new Note { Text = "one" }, _cancelled);

        await LookAsync(journal, looks: 6);
        // In the order of its queue: were the first note sent again, it would come before the last.
        await harness.Bus.Publish(new Note { Text = "last" }, _cancelled);
        gate.SetResult();

        await Eventually.IsTrueAsync(() => _log.Handled.Count(text => text.EndsWith("last", StringComparison.Ordinal)) == 2, "the last note did not come");
        await Eventually.IsTrueAsync(async () => (await journal.ReadAsync(_cancelled)).Count == 0, "the journal was not emptied");
        Assert.Equal(4, _log.Calls);
    }

    private Task<ServiceHarness> StartAsync() => ServiceHarness.StartAsync(
        bus =>
        {
            bus.AddSingleton(_log);
            bus.AddConsumer<FirstConsumer>().Endpoint(endpoint => endpoint.Name = "first");
            bus.AddConsumer<SecondConsumer>().Endpoint(endpoint => endpoint.Name = "second");
            bus.AddConsumer<NoteFaultConsumer>().Endpoint(endpoint => endpoint.Name = "faults");
        },
        more: services =>
        {
            var real = services.Last(service => service.ServiceType == typeof(IMessageJournal));
            services.Remove(real);
            services.AddSingleton<IMessageJournal>(provider => new WatchedJournal((IMessageJournal)ActivatorUtilities.CreateInstance(provider, real.ImplementationType!)));
            services.AddSingleton<TimeProvider>(_clock);
        });

    /// <summary>Lets minutes pass, one look through the journal each, until it is so.</summary>
    private Task LookAsync(WatchedJournal journal, Func<bool> until) => Eventually.IsTrueAsync(async () =>
    {
        await LookAsync(journal, 1);
        return until();
    }, "no look through the journal brought it");

    private async Task LookAsync(WatchedJournal journal, int looks)
    {
        for (; looks > 0; looks--)
        {
            var before = journal.Looks;
            // The timer may not be armed yet, or be busy: a tick it misses is made up for by the next.
            await Eventually.IsTrueAsync(() =>
            {
                if (journal.Looks == before) _clock.Advance(TimeSpan.FromMinutes(1));
                return journal.Looks > before;
            }, "the journal was not looked through");
        }
    }
}
