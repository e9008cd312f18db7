namespace FlowForge.Storage.Mongo;

/// <summary>Whether the database was brought to what the storage needs; for a readiness check.</summary>
public sealed class MongoReadiness
{
    private volatile string? _missing = "the indexes are not made yet";

    /// <summary>What is missing, for people, without a password. Null: nothing.</summary>
    public string? Missing { get => _missing; internal set => _missing = value; }
}
