using System.Diagnostics;
using FlowForge.Jobs;

namespace FlowForge.Storage.Tests.Sqlite;

public sealed class When_the_server_is_killed : IDisposable
{
    private const int Acknowledgements = 500;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Should_still_hold_everything_that_was_acknowledged()
    {
        var acknowledged = await WriteUntilKilled();
        Assert.True(acknowledged.Count >= Acknowledgements);
        // The lock of the killed process is gone with it.
        await using var store = new SqliteStore(folder: _folder.Path);
        var kept = (await store.Get<IMessageJournal>().ReadAsync(long.MinValue, int.MaxValue)).ToDictionary(line => line.Entry.MessageId, line => line.Entry.Body);
        Assert.All(acknowledged, id => Assert.Equal(id.ToByteArray(), kept.GetValueOrDefault(id)));
        Assert.Equal("ok", await store.Database.ReadAsync(s => s.First("PRAGMA integrity_check", row => row.GetString(0)), default));
    }

    private async Task<List<Guid>> WriteUntilKilled()
    {
        var writer = Path.Combine(AppContext.BaseDirectory, "FlowForge.Storage.CrashWriter.dll");
        using var timeout = new CancellationTokenSource(Deadline);
        using var process = Process.Start(new ProcessStartInfo("dotnet", [writer, _folder.Path]) { RedirectStandardOutput = true })!;
        var acknowledged = new List<Guid>();
        try
        {
            while (acknowledged.Count < Acknowledgements && await process.StandardOutput.ReadLineAsync(timeout.Token) is { } line)
                acknowledged.Add(Guid.Parse(line));
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
        // What it had still said before it died was acknowledged as well; a last line may be cut off.
        foreach (var line in (await process.StandardOutput.ReadToEndAsync(timeout.Token)).Split('\n'))
            if (Guid.TryParse(line, out var id))
                acknowledged.Add(id);
        return acknowledged;
    }
}
