using System.Globalization;

namespace FlowForge.Storage.Sqlite;

/// <summary>One numbered step of the schema.</summary>
internal sealed record Migration(int Number, string Name, string Sql)
{
    /// <summary>The scripts embedded from Migrations/, in order of their number.</summary>
    public static IReadOnlyList<Migration> All { get; } =
    [
        .. typeof(Migration).Assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Select(name => new Migration(int.Parse(name[..4], NumberStyles.None, CultureInfo.InvariantCulture), name, Read(name)))
            .OrderBy(migration => migration.Number),
    ];

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(Migration).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
