using FlowForge.Jobs;
using FlowForge.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace FlowForge.Storage.Tests.Sqlite;

public sealed class When_the_schema_is_migrated : IDisposable
{
    private static readonly Migration First = new(1, "0001-first.sql", "CREATE TABLE one (x); INSERT INTO one VALUES (7)");
    private static readonly Migration Second = new(2, "0002-second.sql", "ALTER TABLE one ADD COLUMN y; UPDATE one SET y = x");
    private static readonly Migration Broken = new(3, "0003-broken.sql", "CREATE TABLE three (x); INSERT INTO missing VALUES (1)");

    private readonly SqliteConnection _connection = new("Data Source=:memory:");

    public When_the_schema_is_migrated() => _connection.Open();

    public void Dispose() => _connection.Dispose();

    [Fact]
    public void Should_run_only_what_the_file_has_not_seen()
    {
        SqliteMigrator.Migrate(_connection, [First]);
        SqliteMigrator.Migrate(_connection, [First, Second]);
        SqliteMigrator.Migrate(_connection, [First, Second]);
        Assert.Equal(2L, Scalar("PRAGMA user_version"));
        Assert.Equal(7L, Scalar("SELECT y FROM one"));
    }

    [Fact]
    public void Should_leave_nothing_of_a_script_that_failed()
    {
        Assert.Throws<SqliteException>(() => SqliteMigrator.Migrate(_connection, [First, Second, Broken]));
        Assert.Equal(2L, Scalar("PRAGMA user_version"));
        Assert.Equal(0L, Scalar("SELECT count(*) FROM sqlite_master WHERE name = 'three'"));
    }

    [Fact]
    public void Should_refuse_to_go_back()
    {
        SqliteMigrator.Migrate(_connection, [First, Second]);
        var refusal = Assert.Throws<StorageException>(() => SqliteMigrator.Migrate(_connection, [First]));
        Assert.Contains("schema version 2; this program knows up to 1", refusal.Message, StringComparison.Ordinal);
    }

    private object? Scalar(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
