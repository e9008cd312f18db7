using Microsoft.Data.Sqlite;

namespace FlowForge.Storage.Sqlite;

/// <summary>Reads columns back in the form in which <see cref="SqliteStatements"/> wrote them.</summary>
internal static class Columns
{
    public static string? Text(this SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static int? Int(this SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt32(column);

    public static DateTimeOffset? Time(this SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

    public static Guid Id(this SqliteDataReader row, int column) => Guid.Parse(row.GetString(column));
}
