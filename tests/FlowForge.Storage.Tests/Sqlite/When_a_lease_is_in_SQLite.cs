using FlowForge.Jobs;
using FlowForge.Storage.Contracts;

namespace FlowForge.Storage.Tests.Sqlite;

public sealed class When_a_lease_is_in_SQLite : LeaseStoreContract
{
    private SqliteStore _store = null!;

    public override ValueTask DisposeAsync() => _store.DisposeAsync();

    protected override Task<ILeaseStore> OpenAsync(TimeProvider clock)
    {
        _store = new SqliteStore(clock);
        return Task.FromResult(_store.Get<ILeaseStore>());
    }
}
