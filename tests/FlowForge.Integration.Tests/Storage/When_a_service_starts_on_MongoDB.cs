using FlowForge.Jobs;
using FlowForge.Storage.Contracts;
using FlowForge.Storage.Mongo;
using Microsoft.Extensions.Options;
using MongoDB.Bson;
using MongoDB.Driver;

namespace FlowForge.Integration.Tests.Storage;

/// <summary>What stands in the database after a start, and what a start refuses.</summary>
public sealed class When_a_service_starts_on_MongoDB
{
    [Fact]
    public async Task Should_have_made_an_index_for_each_way_in_which_something_is_looked_for()
    {
        await using var store = await MongoStore.OpenAsync();
        Assert.Equal(
            ["_id_", "jobs_by_look", "jobs_by_organization", "jobs_by_stage", "jobs_by_type", "jobs_early_events", "jobs_held", "jobs_newest", "jobs_settled", "jobs_unannounced", "jobs_unsettled"],
            await NamesAsync(store, storage => storage.Jobs));
        Assert.Equal(["_id_", "timers_due", "timers_leased", "timers_owner"], await NamesAsync(store, storage => storage.Timers));
        Assert.Equal(["_id_", "audit_by_action", "audit_by_job", "audit_by_time"], await NamesAsync(store, storage => storage.Audit));
        Assert.Equal(["_id_", "hook_runs_by_time"], await NamesAsync(store, storage => storage.HookRuns));
        Assert.Equal(
            ["_id_", "orphans_by_job", "orphans_by_key", "orphans_open", "orphans_restore", "orphans_seen", "orphans_settled", "orphans_undo"], await NamesAsync(store, storage => storage.Orphans));
        Assert.Equal(["_id_", "orphan_scans_finished", "orphan_scans_waiting"], await NamesAsync(store, storage => storage.OrphanScans));
    }

    [Fact]
    public async Task Should_agree_when_many_start_at_once()
    {
        var name = MongoStore.NewName();
        var stores = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => MongoStore.ComposeAsync(database: name, configure: options => options.AuditRetention = TimeSpan.FromDays(7))));
        await Task.WhenAll(stores.Select(store => store.StartAsync()));
        await Task.WhenAll(stores.Select(store => store.ReadyAsync()));
        Assert.Equal(TimeSpan.FromDays(7), await RetentionAsync(stores[0]));
        Assert.Equal(11, (await NamesAsync(stores[0], storage => storage.Jobs)).Count);
        await stores[0].DropAsync();
        foreach (var store in stores) await store.DisposeAsync();
    }

    [Fact]
    public async Task Should_keep_the_audit_as_long_as_the_options_say_now()
    {
        await using var first = await MongoStore.OpenAsync();
        await first.Get<IAuditStore>().AppendAsync([Old()]);
        Assert.Null(await RetentionAsync(first));
        foreach (var kept in new TimeSpan?[] { TimeSpan.FromDays(20_000), TimeSpan.FromDays(19_000), null, TimeSpan.FromDays(18_000) })
        {
            await using var next = await MongoStore.OpenAsync(database: first.Database, configure: options => options.AuditRetention = kept);
            Assert.Equal(kept, await RetentionAsync(next));
        }
        Assert.Single(await first.Get<IAuditStore>().QueryAsync(new AuditQuery()));
    }

    [Fact]
    public async Task Should_refuse_options_out_of_range_and_say_which_but_not_the_address()
    {
        await using var store = await MongoStore.ComposeAsync(database: "none", configure: options =>
        {
            options.ConnectionString = "mongodb://user:s3cret@";
            options.Database = "a/b";
            options.AuditRetention = TimeSpan.FromSeconds(1.5);
            options.CommandTimeout = TimeSpan.Zero;
            options.ServerSelectionTimeout = TimeSpan.FromHours(1);
        });
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(store.StartAsync);
        foreach (var said in new[] { "ConnectionString (not shown", "Database is 'a/b'", "AuditRetention is 00:00:01.5", "CommandTimeout is 00:00:00", "ServerSelectionTimeout is 01:00:00; allowed is" })
            Assert.Contains(said, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_refuse_to_start_without_an_address()
    {
        await using var store = await MongoStore.ComposeAsync(database: "none", configure: options => options.ConnectionString = "");
        Assert.Contains("ConnectionString is empty", (await Assert.ThrowsAsync<OptionsValidationException>(store.StartAsync)).Message, StringComparison.Ordinal);
    }

    private static AuditEntry Old() => new()
    {
        Id = DerivedId.From("audit"),
        Timestamp = Given.Noon,
        ResourceType = "job",
        ResourceName = "build-42",
        Action = "warn",
        Reason = "too long",
        InitiatedBy = "flowforge/timeouts",
        Success = true,
    };

    private static async Task<TimeSpan?> RetentionAsync(MongoStore store) =>
        (await IndexesAsync(store, storage => storage.Audit)).FirstOrDefault(index => index.Contains("expireAfterSeconds")) is { } retention
            ? TimeSpan.FromSeconds(retention["expireAfterSeconds"].ToInt64())
            : null;

    private static async Task<IReadOnlyList<string>> NamesAsync(MongoStore store, Func<MongoStorage, IMongoCollection<BsonDocument>> collection) =>
        [.. (await IndexesAsync(store, collection)).Select(index => index["name"].AsString).Order(StringComparer.Ordinal)];

    private static async Task<List<BsonDocument>> IndexesAsync(MongoStore store, Func<MongoStorage, IMongoCollection<BsonDocument>> collection) =>
        await (await collection(store.Get<MongoStorage>()).Indexes.ListAsync()).ToListAsync();
}
