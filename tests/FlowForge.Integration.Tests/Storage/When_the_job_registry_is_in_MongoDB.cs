using FlowForge.Jobs;
using FlowForge.Storage.Contracts;

namespace FlowForge.Integration.Tests.Storage;

public sealed class When_the_job_registry_is_in_MongoDB : JobRegistryContract
{
    private MongoStore _store = null!;

    public override ValueTask DisposeAsync() => _store.DisposeAsync();

    protected override async Task<IJobRegistry> OpenAsync(TimeProvider clock)
    {
        _store = await MongoStore.OpenAsync(clock);
        return _store.Get<IJobRegistry>();
    }
}
