using FlowForge.Jobs;
using Microsoft.Data.Sqlite;

namespace FlowForge.Storage.Tests.Sqlite;

/// <summary>Who handles messages must tell a store that cannot be used now from a message that it will never take.</summary>
public sealed class When_an_operation_fails : IAsyncDisposable
{
    private readonly SqliteStore _store = new(configure: options => options.BusyTimeout = TimeSpan.FromSeconds(1));

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Should_be_one_that_may_pass_while_the_file_is_locked()
    {
        using var other = new SqliteConnection($"Data Source={Path.Combine(_store.Folder, "flowforge.db")};Pooling=False");
        other.Open();
        using var transaction = other.BeginTransaction(deferred: false);
        var failure = await Assert.ThrowsAsync<StorageException>(() => _store.Get<ILeaseStore>().ReleaseAsync("name", "owner", TestContext.Current.CancellationToken));
        Assert.True(failure.MayPass, failure.Message);
    }

    [Fact]
    public async Task Should_be_one_that_stays_when_the_content_is_refused()
    {
        var failure = await Assert.ThrowsAsync<StorageException>(() =>
            _store.Database.WriteAsync(s => s.Execute("INSERT INTO leases (name, owner, until) VALUES ('a', NULL, 1)"), default));
        Assert.False(failure.MayPass, failure.Message);
    }
}
