using FlowForge.Jobs;
using FlowForge.Storage.Contracts;

namespace FlowForge.Integration.Tests.Storage;

public sealed class When_a_hook_run_is_in_MongoDB : HookRunStoreContract
{
    private MongoStore _store = null!;

    public override ValueTask DisposeAsync() => _store.DisposeAsync();

    protected override async Task<IHookRunStore> OpenAsync(TimeProvider clock)
    {
        _store = await MongoStore.OpenAsync(clock);
        return _store.Get<IHookRunStore>();
    }
}
