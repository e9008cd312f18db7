using Npgsql;

namespace FlowForge.MongoGateway;

/// <summary>A session's transaction: one connection that it has to itself until its end.</summary>
internal sealed class Transaction(NpgsqlConnection connection, long number)
{
    public NpgsqlConnection Connection { get; } = connection;

    public long Number { get; } = number;

    public long Used { get; set; }

    public bool IsDone { get; private set; }

    public bool IsCommitted { get; private set; }

    /// <summary>PostgreSQL's id of it, asked before a commit: it is how one learns afterwards what became of a commit whose answer was lost.</summary>
    private string? EngineId { get; set; }

    public async Task CommitAsync()
    {
        IsDone = true;
        EngineId = (string?)await Engine.ScalarAsync(Connection, "SELECT pg_current_xact_id_if_assigned()::text") ?? "";
        await Engine.RunAsync(Connection, "COMMIT");
        IsCommitted = true;
        await Connection.CloseAsync();
    }

    public async Task AbortAsync()
    {
        if (IsDone) return;
        IsDone = true;
        await Engine.DiscardAsync(Connection);
    }

    /// <summary>For the retry of a commit.</summary>
    public async Task<bool> WasCommittedAsync(Engine engine)
    {
        if (IsCommitted || EngineId is null) return IsCommitted;
        await using var connection = await engine.OpenAsync();
        // One that wrote nothing has no id, and nothing to lose.
        return IsCommitted = EngineId.Length == 0 || await Engine.ScalarAsync(connection, "SELECT pg_xact_status($1::xid8)", Engine.Text(EngineId)) is "committed";
    }
}
