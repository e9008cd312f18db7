using FlowForge.Storage.Mongo;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Driver;

namespace FlowForge.Benchmarks;

/// <summary>The MongoDB storage on a database of one benchmark, gone afterwards.</summary>
internal sealed class OwnMongo : IAsyncDisposable
{
    private readonly StorageOnly _storage;

    private OwnMongo(StorageOnly storage, string database) => (_storage, Database) = (storage, database);

    public string Database { get; }

    public static async Task<OwnMongo> OpenAsync(string what)
    {
        var database = Servers.OwnName(what);
        await DropAsync(database);
        return new OwnMongo(await StorageOnly.OpenAsync(services => Configure(services, database)), database);
    }

    public static void Configure(IServiceCollection services, string database) => services.AddMongoStorage(options =>
        // An endpoint under all the load that a benchmark can make answers late at times; that belongs to the figures and is no failure.
        (options.ConnectionString, options.Database, options.CommandTimeout) = (Servers.Mongo, database, TimeSpan.FromMinutes(2)));

    public T Get<T>() where T : notnull => _storage.Get<T>();

    public async ValueTask DisposeAsync()
    {
        await _storage.DisposeAsync();
        await DropAsync(Database);
    }

    private static async Task DropAsync(string database)
    {
        using var client = new MongoClient(Servers.Mongo);
        await client.DropDatabaseAsync(database);
    }
}
