using MongoDB.Bson;
using MongoDB.Driver;

namespace FlowForge.Integration.Tests.Gateway;

/// <summary>On servers of its own, as the other tests need theirs.</summary>
public sealed class When_the_database_goes_away : IAsyncLifetime
{
    private readonly DevServers _servers = DevServers.Separate();

    [Fact]
    public async Task Should_writers_that_the_driver_retries_see_nothing_of_its_restart()
    {
        using var client = new MongoClient(await _servers.MongoAsync());
        var items = client.GetDatabase("restart").GetCollection<BsonDocument>("items");
        await items.InsertOneAsync(new BsonDocument("_id", "before"));

        await _servers.KillDatabaseAsync();
        var writes = Enumerable.Range(0, 20).Select(i => items.UpdateOneAsync("{_id:'sum'}", "{$inc:{n:1}}", new UpdateOptions { IsUpsert = true })).ToList();
        await _servers.StartDatabaseAsync();
        await Task.WhenAll(writes);

        Assert.Equal(20, (await items.Find("{_id:'sum'}").SingleAsync())["n"].ToInt32());
        Assert.Equal(1, await items.CountDocumentsAsync("{_id:'before'}"));
    }

    [Fact]
    public async Task Should_an_open_transaction_be_told_to_begin_again()
    {
        using var client = new MongoClient(await _servers.MongoAsync());
        var items = client.GetDatabase("transaction").GetCollection<BsonDocument>("items");
        await items.InsertOneAsync(new BsonDocument("_id", 0));
        using var session = await client.StartSessionAsync();
        session.StartTransaction();
        await items.InsertOneAsync(session, new BsonDocument("_id", 1));

        await _servers.StopDatabaseAsync();
        await _servers.StartDatabaseAsync();

        var error = await Assert.ThrowsAnyAsync<MongoException>(() => session.CommitTransactionAsync());
        Assert.True(error.HasErrorLabel("TransientTransactionError"), $"{error}");
        Assert.Equal(1, await items.CountDocumentsAsync(FilterDefinition<BsonDocument>.Empty));
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _servers.DisposeAsync();
}
