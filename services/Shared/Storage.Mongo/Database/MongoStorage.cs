using FlowForge.Jobs;
using MongoDB.Bson;
using MongoDB.Driver;

namespace FlowForge.Storage.Mongo;

/// <summary>The database of the distributed mode: what is acknowledged is on the disks of a majority, what is read was.</summary>
internal sealed class MongoStorage : IDisposable
{
    private readonly MongoClient _client;

    // The driver turns a caller away, at once and as a failure, when five times as many wait as there are connections; here he waits.
    private readonly SemaphoreSlim _turns;
    private readonly TimeSpan _timeout;

    public MongoStorage(MongoOptions options)
    {
        var settings = MongoClientSettings.FromConnectionString(options.ConnectionString);
        settings.ApplicationName = "flowforge";
        settings.ServerSelectionTimeout = options.ServerSelectionTimeout;
        settings.ConnectTimeout = options.ServerSelectionTimeout;
        settings.RetryWrites = settings.RetryReads = true;
        // Decisions hang on almost every read, so all see the primary's state, and none that a new primary could take back.
        settings.ReadPreference = ReadPreference.Primary;
        settings.ReadConcern = ReadConcern.Majority;
        settings.WriteConcern = WriteConcern.WMajority.With(journal: true);
        // Half a surrogate pair is written as U+FFFD, as SQLite does; text from outside must not make an entry unwritable.
        settings.WriteEncoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false);
        _timeout = options.CommandTimeout;
        _turns = new SemaphoreSlim(settings.MaxConnectionPoolSize);
        _client = new MongoClient(settings);
        Where = $"MongoDB at {string.Join(", ", MongoUrl.Create(options.ConnectionString).Servers)}, database '{options.Database}',";
        Database = _client.GetDatabase(options.Database);
        Jobs = Database.GetCollection<BsonDocument>("jobs");
        Timers = Database.GetCollection<BsonDocument>("timers");
        Audit = Database.GetCollection<BsonDocument>("audit");
        Leases = Database.GetCollection<BsonDocument>("leases");
        HookRuns = Database.GetCollection<BsonDocument>("hook_runs");
        Orphans = Database.GetCollection<BsonDocument>("orphans");
        OrphanScans = Database.GetCollection<BsonDocument>("orphan_scans");
    }

    /// <summary>Hosts and database, for people; never a user or a password.</summary>
    public string Where { get; }

    public IMongoDatabase Database { get; }
    public IMongoCollection<BsonDocument> Jobs { get; }
    public IMongoCollection<BsonDocument> Timers { get; }
    public IMongoCollection<BsonDocument> Audit { get; }
    public IMongoCollection<BsonDocument> Leases { get; }
    public IMongoCollection<BsonDocument> HookRuns { get; }
    public IMongoCollection<BsonDocument> Orphans { get; }
    public IMongoCollection<BsonDocument> OrphanScans { get; }

    /// <summary>Runs one operation; the only way to the driver, so that whatever fails is told in one language.</summary>
    /// <param name="work">The operation; it must heed the token it is given.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="timeout">Default: <see cref="MongoOptions.CommandTimeout"/>.</param>
    /// <exception cref="StorageException">The database failed, refused, or did not answer in time.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken, TimeSpan? timeout = null)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout ?? _timeout);
        try
        {
            await _turns.WaitAsync(deadline.Token).ConfigureAwait(false);
            try
            {
                return await work(deadline.Token).ConfigureAwait(false);
            }
            finally
            {
                _turns.Release();
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw MongoErrors.TooSlow(e, Where, timeout ?? _timeout);
        }
        catch (Exception e) when (MongoErrors.IsOurs(e))
        {
            throw MongoErrors.Explain(e, Where, LastSeen());
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _turns.Dispose();
    }

    /// <summary>Why no server answers: the driver's own words bury it in a description of the cluster.</summary>
    private string? LastSeen()
    {
        var problem = _client.Cluster.Description.Servers.Select(server => server.HeartbeatException).FirstOrDefault(e => e is not null);
        while (problem?.InnerException is { } inner) problem = inner;
        return problem?.Message;
    }
}
