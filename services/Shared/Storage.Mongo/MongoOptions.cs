namespace FlowForge.Storage.Mongo;

/// <summary>Where the MongoDB storage is, and how long an operation may take. Section <c>mongoDb</c> of a service's own settings.</summary>
public sealed class MongoOptions
{
    public const string Section = "mongoDb";

    /// <summary>
    /// The address, as <c>mongodb://host1,host2/?replicaSet=rs0</c>: a replica set, or the routers of a sharded cluster. It may hold a
    /// password, so it is never logged. Read preference, read concern and write concern in it are overruled. Required. Default: none.
    /// </summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>The database. Default: flowforge.</summary>
    public string Database { get; set; } = "flowforge";

    /// <summary>
    /// How long audit entries are kept after what they tell was done; whole seconds, 1 s to 20,000 days. It may be changed at any time:
    /// what is older then goes. Null: for ever. Default: null.
    /// </summary>
    public TimeSpan? AuditRetention { get; set; }

    /// <summary>How long one operation may take before it fails; the caller tries again. 100 ms to 5 min. Default: 10 s.</summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one operation waits for a server that can take it, such as a new primary. 100 ms to 5 min. Default: 5 s.</summary>
    public TimeSpan ServerSelectionTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
