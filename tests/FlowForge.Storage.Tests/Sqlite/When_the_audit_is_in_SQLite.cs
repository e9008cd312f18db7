using FlowForge.Jobs;
using FlowForge.Storage.Contracts;

namespace FlowForge.Storage.Tests.Sqlite;

public sealed class When_the_audit_is_in_SQLite : AuditStoreContract
{
    private SqliteStore _store = null!;

    public override ValueTask DisposeAsync() => _store.DisposeAsync();

    protected override Task<IAuditStore> OpenAsync(TimeProvider clock)
    {
        _store = new SqliteStore(clock);
        return Task.FromResult(_store.Get<IAuditStore>());
    }
}
