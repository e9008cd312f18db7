using FlowForge.Jobs;
using FlowForge.Storage.Contracts;
using FlowForge.Storage.Mongo;
using MongoDB.Bson;

namespace FlowForge.Integration.Tests.Storage;

/// <summary>Who handles messages must tell a database that cannot be used now from a message that it will never take.</summary>
public sealed class When_MongoDB_refuses_an_operation : IAsyncLifetime
{
    private MongoStore _store = null!;

    public async ValueTask InitializeAsync() => _store = await MongoStore.OpenAsync();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Should_be_a_failure_that_stays_when_a_document_is_too_large()
    {
        var huge = new string('x', 17_000_000);
        var entry = new TimerEntry { Token = DerivedId.From("huge"), DueAt = Given.Noon, Destination = new Uri("queue:q"), PayloadType = [], Payload = huge };
        await Refused(() => _store.Get<ITimerLedger>().StoreAsync([entry]));
        Assert.Equal(0, await _store.Get<ITimerLedger>().CountAsync());
    }

    [Fact]
    public async Task Should_be_a_failure_that_stays_when_the_server_refuses_the_content()
    {
        var storage = _store.Get<MongoStorage>();
        await Refused(() => storage.RunAsync(token => storage.Jobs.UpdateOneAsync(
            new BsonDocument("_id", "a"), new BsonDocument("$set", new BsonDocument("_id", "b")), new MongoDB.Driver.UpdateOptions { IsUpsert = true }, token), default));
        await Refused(() => storage.RunAsync(token => storage.Leases.BulkWriteAsync(
            [.. Enumerable.Range(0, 2).Select(_ => new MongoDB.Driver.InsertOneModel<BsonDocument>(new BsonDocument("_id", "twice")))], cancellationToken: token), default));
    }

    [Fact]
    public async Task Should_write_text_that_is_no_valid_unicode_rather_than_refuse_it()
    {
        await _store.Get<IJobRegistry>().ApplyFinishedAsync(Given.Finish(reason: "half \ud83e"));
        Assert.Equal("half \ufffd", (await _store.Get<IJobRegistry>().FindAsync(Given.Job))!.FinishReason);
    }

    [Fact]
    public async Task Should_let_a_cancelled_caller_go_without_blaming_the_database()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _store.Get<IJobRegistry>().FindAsync(Given.Job, cancelled.Token));
    }

    private static async Task Refused(Func<Task> operation)
    {
        var failure = await Assert.ThrowsAsync<StorageException>(operation);
        Assert.False(failure.MayPass, failure.Message);
    }
}
