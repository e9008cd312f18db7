using FlowForge.Jobs;
using FlowForge.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace FlowForge.Storage.CrashWriter;

/// <summary>Writes to the folder it is given, with many callers at once, and says after each acknowledgement what is durable, until it is killed.</summary>
public static class CrashWriter
{
    private const int Callers = 16;

    public static async Task Main(string[] args)
    {
        await using var services = new ServiceCollection().AddSqliteStorage(o => o.DataFolder = args[0]).BuildServiceProvider();
        services.GetRequiredService<SqliteDatabase>().Open();
        var journal = services.GetRequiredService<IMessageJournal>();
        var output = TextWriter.Synchronized(Console.Out);
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async caller =>
        {
            for (var i = 0; ; i++)
            {
                var id = DerivedId.From("crash", caller, i);
                await journal.AppendAsync([new JournalEntry { MessageId = id, Queue = "crash", ContentType = "text/plain", Body = id.ToByteArray() }]);
                await output.WriteLineAsync(id.ToString());
            }
        }));
    }
}
