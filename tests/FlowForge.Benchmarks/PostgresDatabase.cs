using Npgsql;

namespace FlowForge.Benchmarks;

/// <summary>A database of one benchmark, gone afterwards.</summary>
internal sealed class PostgresDatabase : IAsyncDisposable
{
    private readonly string _name = Servers.OwnName("quartz");

    private PostgresDatabase() => ConnectionString = new NpgsqlConnectionStringBuilder(Servers.Postgres) { Database = _name }.ConnectionString;

    public string ConnectionString { get; }

    public static async Task<PostgresDatabase> CreateAsync()
    {
        var database = new PostgresDatabase();
        await database.DropAsync();
        await OnServerAsync($"CREATE DATABASE \"{database._name}\"");
        return database;
    }

    /// <summary>What the server promises of a commit; both decide what a figure is worth.</summary>
    public static async Task<string> DurabilityAsync() =>
        $"PostgreSQL {await OnServerAsync("SHOW server_version")}, fsync={await OnServerAsync("SHOW fsync")}, synchronous_commit={await OnServerAsync("SHOW synchronous_commit")}";

    /// <summary>How many triggers Quartz keeps here.</summary>
    public async Task<long> CountTriggersAsync() => (long)(await RunAsync(ConnectionString, "SELECT count(*) FROM qrtz_triggers"))!;

    public async ValueTask DisposeAsync() => await DropAsync();

    private async Task DropAsync()
    {
        await using (var pooled = new NpgsqlConnection(ConnectionString)) NpgsqlConnection.ClearPool(pooled);
        await OnServerAsync($"DROP DATABASE IF EXISTS \"{_name}\" WITH (FORCE)");
    }

    private static async Task<string?> OnServerAsync(string statement) => await RunAsync(Servers.Postgres, statement) as string;

    private static async Task<object?> RunAsync(string server, string statement)
    {
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Nothing of it comes from outside.
        command.CommandText = statement;
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }
}
