using FlowForge.Jobs;
using FlowForge.Storage.Contracts;

namespace FlowForge.Integration.Tests.Storage;

public sealed class When_an_orphan_is_in_MongoDB : OrphanStoreContract
{
    private MongoStore _store = null!;

    public override ValueTask DisposeAsync() => _store.DisposeAsync();

    protected override async Task<IOrphanStore> OpenAsync(TimeProvider clock)
    {
        _store = await MongoStore.OpenAsync(clock);
        return _store.Get<IOrphanStore>();
    }
}
