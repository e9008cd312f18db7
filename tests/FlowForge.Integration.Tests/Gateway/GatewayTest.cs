using MongoDB.Bson;
using MongoDB.Driver;

namespace FlowForge.Integration.Tests.Gateway;

/// <summary>
/// A test of the MongoDB endpoint, in a database of its own that is dropped afterwards. These tests say what the project may rely on:
/// they hold for mongod too, unless they are named after this engine (DocumentDB).
/// </summary>
public abstract class GatewayTest(DevServers servers) : IAsyncLifetime
{
    private static int _databases;
    private MongoClient? _client;
    private IMongoDatabase? _database;

    protected MongoClient Client => _client ?? throw new InvalidOperationException("not initialized");

    protected IMongoDatabase Database => _database ?? throw new InvalidOperationException("not initialized");

    /// <summary>A session id that no other test has, in this run or beside it.</summary>
    protected BsonDocument Session { get; } = new("id", new BsonBinaryData(new Guid(Environment.ProcessId, 0, 0, BitConverter.GetBytes((long)Interlocked.Increment(ref _databases))), GuidRepresentation.Standard));

    protected static FilterDefinitionBuilder<BsonDocument> Where => Builders<BsonDocument>.Filter;

    protected static UpdateDefinitionBuilder<BsonDocument> Update => Builders<BsonDocument>.Update;

    protected IMongoCollection<BsonDocument> Items => Database.GetCollection<BsonDocument>("items");

    public async ValueTask InitializeAsync()
    {
        _client = new MongoClient(await servers.MongoAsync());
        _database = _client.GetDatabase($"gateway-{Environment.ProcessId}-{Interlocked.Increment(ref _databases)}");
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_client is null) return;
        await _client.DropDatabaseAsync(Database.DatabaseNamespace.DatabaseName);
        _client.Dispose();
    }

    protected static BsonDocument Json(string json) => BsonDocument.Parse(json);

    /// <summary>A thousand documents: n counts, g is n modulo 7.</summary>
    protected Task FillAsync() => Items.InsertManyAsync(Enumerable.Range(0, 1000).Select(i => new BsonDocument
    {
        { "_id", i }, { "n", i }, { "g", i % 7 }, { "s", $"str{i}" }, { "d", Decimal128.Parse("1.25") }, { "sub", new BsonDocument("x", i) }, { "arr", new BsonArray { i, i + 1 } },
    }));

    /// <summary>What a driver does that did not hear the first answer.</summary>
    protected async Task<BsonDocument> SendTwiceAsync(string command, long number)
    {
        var document = Json(command);
        document["lsid"] = Session;
        document["txnNumber"] = number;
        await Database.RunCommandAsync<BsonDocument>(document);
        return await Database.RunCommandAsync<BsonDocument>(document);
    }
}
