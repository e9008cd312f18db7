using Microsoft.Extensions.Hosting;

namespace FlowForge.Storage.Sqlite;

/// <summary>Opens the database before any hosted service starts: a server that cannot remember must not take work.</summary>
internal sealed class SqliteOpener(SqliteDatabase database) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        database.Open();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Closing is left to the container, which disposes the database after everything that writes to it.
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
