using System.Diagnostics;
using FlowForge.Jobs;
using FlowForge.Storage.Contracts;
using FlowForge.Storage.Mongo;
using MongoDB.Driver;

namespace FlowForge.Integration.Tests.Storage;

/// <summary>A database that cannot be reached, is too slow, or comes late.</summary>
public sealed class When_MongoDB_is_away : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);
    private TcpGate _gate = null!;

    public async ValueTask InitializeAsync()
    {
        var server = MongoUrl.Create(await MongoEndpoint.AddressAsync()).Server;
        _gate = new TcpGate(server.Host, server.Port);
    }

    public ValueTask DisposeAsync()
    {
        _gate.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Should_fail_within_the_timeout_as_what_may_pass_and_name_the_host_but_not_the_password()
    {
        await using var store = await AwayAsync();
        Func<Task>[] operations =
        [
            () => store.Get<IJobRegistry>().FindAsync(Given.Job),
            () => store.Get<IJobRegistry>().ApplyStartedAsync(Given.Start()),
            () => store.Get<IJobRegistry>().ApplyHeartbeatsAsync([Given.Beat(1)]),
            async () => await store.Get<IJobRegistry>().ListUnsettledAsync().GetAsyncEnumerator().MoveNextAsync(),
            () => store.Get<ITimerLedger>().CancelAsync([DerivedId.From("any")]),
            () => store.Get<IAuditStore>().QueryAsync(new AuditQuery()),
            () => store.Get<ILeaseStore>().TryAcquireAsync("scan", "a", Given.Noon, Given.Noon.AddMinutes(1)),
            () => store.Get<IHookRunStore>().ForgetAsync(Given.Noon),
        ];
        foreach (var operation in operations)
        {
            var watch = Stopwatch.StartNew();
            var failure = await Assert.ThrowsAsync<StorageException>(operation);
            Assert.True(failure.MayPass, failure.Message);
            Assert.True(watch.Elapsed < 25 * Limit, $"It took {watch.Elapsed}.");
            Assert.Contains($"127.0.0.1:{_gate.Port}", failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("s3cret", failure.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Should_fail_within_the_timeout_when_the_server_says_nothing_any_more_and_go_on_when_it_is_back()
    {
        _gate.Open();
        var name = MongoStore.NewName();
        await using var behind = await MongoStore.OpenAsync(database: name);
        await using var store = await MongoStore.ComposeAsync(database: name, configure: options =>
        {
            options.ConnectionString = $"mongodb://127.0.0.1:{_gate.Port}";
            (options.CommandTimeout, options.ServerSelectionTimeout) = (TimeSpan.FromSeconds(5), Limit);
        });
        var registry = store.Get<IJobRegistry>();
        await registry.ApplyStartedAsync(Given.Start());
        _gate.Silent = true;
        var failure = await Assert.ThrowsAsync<StorageException>(() => registry.FindAsync(Given.Job));
        Assert.True(failure.MayPass, failure.Message);
        _gate.Silent = false;
        await Testing.Eventually.IsTrueAsync(async () =>
        {
            try
            {
                return await registry.FindAsync(Given.Job) is not null;
            }
            catch (StorageException)
            {
                return false;
            }
        }, "the job is found again");
        await behind.DropAsync();
    }

    [Fact]
    public async Task Should_start_without_the_database_and_be_ready_when_it_comes()
    {
        using var log = new LogLines();
        await using var store = await MongoStore.ComposeAsync(database: MongoStore.NewName(), log: log, configure: options =>
        {
            options.ConnectionString = $"mongodb://127.0.0.1:{_gate.Port}";
            options.ServerSelectionTimeout = Limit;
        });
        await store.StartAsync().WaitAsync(TimeSpan.FromMinutes(1));
        await Testing.Eventually.IsTrueAsync(() => log.All.Count(line => line.Contains("not ready yet", StringComparison.Ordinal)) > 1, "the wait is logged again and again");
        Assert.NotNull(store.Get<MongoReadiness>().Missing);
        _gate.Open();
        await store.ReadyAsync();
        await Testing.Eventually.IsTrueAsync(() => log.All.Any(line => line.Contains("is there now", StringComparison.Ordinal)), "the end of the wait is logged");
        Assert.True(await store.Get<ILeaseStore>().TryAcquireAsync("scan", "a", Given.Noon, Given.Noon.AddMinutes(1)));
        await store.DropAsync();
    }

    [Fact]
    public async Task Should_say_what_is_missing_without_the_password_and_stop_when_asked_to()
    {
        using var log = new LogLines();
        await using var store = await AwayAsync(log);
        await store.StartAsync();
        await Testing.Eventually.IsTrueAsync(() => log.All.Any(line => line.Contains($"127.0.0.1:{_gate.Port}", StringComparison.Ordinal)), "the log names the host");
        Assert.Contains("cannot be reached", store.Get<MongoReadiness>().Missing, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", store.Get<MongoReadiness>().Missing, StringComparison.Ordinal);
        Assert.DoesNotContain(log.All, line => line.Contains("s3cret", StringComparison.Ordinal));
        await store.StopAsync().WaitAsync(TimeSpan.FromMinutes(1));
    }

    private Task<MongoStore> AwayAsync(LogLines? log = null, Action<MongoOptions>? configure = null) =>
        MongoStore.ComposeAsync(database: MongoStore.NewName(), log: log, configure: options =>
        {
            options.ConnectionString = $"mongodb://user:s3cret@127.0.0.1:{_gate.Port}";
            (options.CommandTimeout, options.ServerSelectionTimeout) = (2 * Limit, Limit);
            configure?.Invoke(options);
        });
}
