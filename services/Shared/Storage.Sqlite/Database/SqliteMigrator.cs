using System.Globalization;
using FlowForge.Jobs;
using Microsoft.Data.Sqlite;

namespace FlowForge.Storage.Sqlite;

/// <summary>Brings a file to the newest schema, one transaction for each script; the file says in PRAGMA user_version where it stands.</summary>
internal static class SqliteMigrator
{
    // "FlFo", so that another program's SQLite file is told from ours.
    private const long ApplicationId = 0x466C466F;

    /// <exception cref="StorageException">The file is newer than this program, or belongs to another one.</exception>
    public static void Migrate(SqliteConnection connection, IReadOnlyList<Migration> migrations)
    {
        var path = connection.DataSource;
        var version = Number(connection, "PRAGMA user_version");
        var newest = migrations.Count == 0 ? 0 : migrations[^1].Number;
        var isEmpty = Number(connection, "SELECT count(*) FROM sqlite_master") == 0;
        if (!isEmpty && Number(connection, "PRAGMA application_id") != ApplicationId)
            throw new StorageException($"'{path}' is a database of another program. Move it away, or set {nameof(SqliteOptions.DataFolder)} to another folder.");
        if (version > newest)
            throw new StorageException($"'{path}' has schema version {version}; this program knows up to {newest}. Run the newer FlowForge that wrote it, or restore a backup from before the upgrade.");
        foreach (var migration in migrations.Where(migration => migration.Number > version))
        {
            using var transaction = connection.BeginTransaction();
            Execute(connection, transaction, migration.Sql);
            Execute(connection, transaction, FormattableString.Invariant($"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {migration.Number}"));
            transaction.Commit();
        }
    }

    private static long Number(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private static void Execute(SqliteConnection connection, SqliteTransaction transaction, string sql)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
