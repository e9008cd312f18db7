using System.Diagnostics.CodeAnalysis;
using Npgsql;
using NpgsqlTypes;

namespace FlowForge.MongoGateway;

/// <summary>PostgreSQL with DocumentDB, and whether it is there.</summary>
[SuppressMessage("Security", "CA2100", Justification = "all SQL here is the gateway's own; what clients send goes into parameters")]
internal sealed class Engine(string connection) : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(connection +
        ";Search Path=documentdb_api_catalog,documentdb_api,public;No Reset On Close=true;Maximum Pool Size=90;Max Auto Prepare=64;Auto Prepare Min Usages=2;Multiplexing=false;Enlist=false");

    private volatile bool _isAway;

    public async Task<NpgsqlConnection> OpenAsync() => await _source.OpenConnectionAsync();

    /// <summary>
    /// The pool's other connections died with this one, and each would fail one more command before it is noticed; so all of them go.
    /// </summary>
    public void IsAway()
    {
        _isAway = true;
        _source.Clear();
    }

    /// <summary>Costs nothing as long as no command has failed.</summary>
    public async Task<bool> IsThereAsync()
    {
        if (!_isAway) return true;
        try
        {
            await using var probe = await OpenAsync();
            await RunAsync(probe, "SELECT 1");
            _isAway = false;
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    public static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Back into the pool without what was open on it. A dead connection is none of our worry here: the pool drops it.</summary>
    public static async Task DiscardAsync(NpgsqlConnection connection)
    {
        try
        {
            await RunAsync(connection, "ROLLBACK; CLOSE ALL");
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
        }

        await connection.CloseAsync();
    }

    public static NpgsqlParameter Bytes(byte[]? value) => new() { NpgsqlDbType = NpgsqlDbType.Bytea, Value = (object?)value ?? DBNull.Value };

    public static NpgsqlParameter Text(string? value) => new() { NpgsqlDbType = NpgsqlDbType.Text, Value = (object?)value ?? DBNull.Value };

    public static NpgsqlParameter Truth(bool value) => new() { NpgsqlDbType = NpgsqlDbType.Boolean, Value = value };

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
