namespace FlowForge.Storage.Sqlite;

/// <summary>Deletes what is old in bites, so that nobody else waits long for the writer.</summary>
internal static class Sweep
{
    private const int Bite = 2_000;

    /// <param name="database">Where.</param>
    /// <param name="sql">A DELETE with @before and @limit.</param>
    /// <param name="before">What is older goes.</param>
    /// <param name="cancellationToken">Stops between bites.</param>
    public static async Task<int> RunAsync(SqliteDatabase database, string sql, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var forgotten = 0;
        int bite;
        do
        {
            bite = await database.WriteAsync(s => s.Execute(sql, ("@before", before), ("@limit", Bite)), cancellationToken).ConfigureAwait(false);
            forgotten += bite;
        }
        while (bite == Bite);
        return forgotten;
    }
}
