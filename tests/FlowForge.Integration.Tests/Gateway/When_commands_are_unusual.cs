using MongoDB.Bson;
using MongoDB.Driver;

namespace FlowForge.Integration.Tests.Gateway;

public sealed class When_commands_are_unusual(DevServers servers) : GatewayTest(servers)
{
    [Fact]
    public async Task Should_ping_and_build_info_answer()
    {
        await Database.RunCommandAsync<BsonDocument>(Json("{ping:1}"));
        var info = await Database.RunCommandAsync<BsonDocument>(Json("{buildInfo:1}"));

        Assert.True(Version.Parse(info["version"].AsString) >= new Version(7, 0));
    }

    [Fact]
    public async Task Should_an_unknown_operator_be_a_bad_value() =>
        Assert.Equal(2, (await Assert.ThrowsAsync<MongoCommandException>(() => Items.Find("{n:{$nope:1}}").ToListAsync())).Code);

    [Fact]
    public async Task Should_an_unknown_command_be_named_so() =>
        Assert.Equal(59, (await Assert.ThrowsAsync<MongoCommandException>(() => Database.RunCommandAsync<BsonDocument>(Json("{frob:1}")))).Code);

    [Fact]
    public async Task Should_a_query_end_at_its_time_limit()
    {
        await Items.InsertManyAsync(Enumerable.Range(0, 20000).Select(i => new BsonDocument("v", i)));
        var query = Items.Aggregate(new AggregateOptions { MaxTime = TimeSpan.FromMilliseconds(30) })
            .AppendStage<BsonDocument>("{$lookup:{from:'items',let:{v:'$v'},pipeline:[{$match:{$expr:{$gt:['$v','$$v']}}}],as:'k'}}");

        await Assert.ThrowsAsync<MongoExecutionTimeoutException>(() => query.ToListAsync());
        Assert.Equal(20000, await Items.CountDocumentsAsync(Where.Empty));
    }

    [Fact]
    public async Task Should_collections_be_made_renamed_and_dropped()
    {
        async Task<List<string>> NamesAsync() => await (await Database.ListCollectionNamesAsync()).ToListAsync();
        await Database.CreateCollectionAsync("made");
        Assert.Equal(["made"], await NamesAsync());

        await Database.RenameCollectionAsync("made", "again");
        Assert.Equal(["again"], await NamesAsync());

        await Database.DropCollectionAsync("again");
        Assert.Empty(await NamesAsync());
    }

    [Fact]
    public async Task Should_databases_be_listed_and_dropped()
    {
        async Task<List<string>> NamesAsync() => await (await Client.ListDatabaseNamesAsync()).ToListAsync();
        var name = Database.DatabaseNamespace.DatabaseName;
        await Items.InsertOneAsync([]);
        Assert.Contains(name, await NamesAsync());

        await Client.DropDatabaseAsync(name);
        Assert.DoesNotContain(name, await NamesAsync());
    }

    /// <summary>The project must not need change streams: where the engine lacks them, it says so at once instead of never seeing a change.</summary>
    [Fact]
    public async Task Should_a_change_stream_be_given_or_refused_clearly()
    {
        var error = await Record.ExceptionAsync(() => Items.WatchAsync());

        if (error is not null) Assert.Contains("$changeStream is not supported", Assert.IsType<MongoCommandException>(error).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_explain_be_given_or_refused_clearly()
    {
        var error = await Record.ExceptionAsync(() => Database.RunCommandAsync<BsonDocument>(Json("{explain:{find:'items',filter:{}},verbosity:'queryPlanner'}")));

        if (error is not null) Assert.Equal(59, Assert.IsType<MongoCommandException>(error).Code);
    }
}
