using FlowForge.Jobs;
using FlowForge.Storage.Contracts;

namespace FlowForge.Storage.Tests.Sqlite;

public sealed class When_an_orphan_is_in_SQLite : OrphanStoreContract
{
    private SqliteStore _store = null!;

    public override ValueTask DisposeAsync() => _store.DisposeAsync();

    protected override Task<IOrphanStore> OpenAsync(TimeProvider clock)
    {
        _store = new SqliteStore(clock);
        return Task.FromResult(_store.Get<IOrphanStore>());
    }
}
