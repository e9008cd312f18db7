using FlowForge.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace FlowForge.Storage.Tests.Sqlite;

/// <summary>An open SQLite storage, composed as a server composes it, in a folder of its own or in a given one.</summary>
internal sealed class SqliteStore : IAsyncDisposable
{
    private readonly TemporaryFolder? _own;
    private readonly ServiceProvider _services;

    public SqliteStore(TimeProvider? clock = null, string? folder = null, Action<SqliteOptions>? configure = null)
    {
        _own = folder is null ? new TemporaryFolder() : null;
        Folder = folder ?? _own!.Path;
        _services = new ServiceCollection()
            .AddSingleton(clock ?? TimeProvider.System)
            .AddSqliteStorage(options =>
            {
                options.DataFolder = Folder;
                configure?.Invoke(options);
            })
            .BuildServiceProvider();
        Database = _services.GetRequiredService<SqliteDatabase>();
        Database.Open();
    }

    public string Folder { get; }

    public SqliteDatabase Database { get; }

    public T Get<T>() where T : class => _services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _own?.Dispose();
    }
}
