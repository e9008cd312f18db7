using FlowForge.Jobs;
using FlowForge.Storage.Contracts;

namespace FlowForge.Storage.Tests.Sqlite;

public sealed class When_a_hook_run_is_in_SQLite : HookRunStoreContract
{
    private SqliteStore _store = null!;

    public override ValueTask DisposeAsync() => _store.DisposeAsync();

    protected override Task<IHookRunStore> OpenAsync(TimeProvider clock)
    {
        _store = new SqliteStore(clock);
        return Task.FromResult(_store.Get<IHookRunStore>());
    }
}
