using FlowForge.Jobs;
using FlowForge.Storage.Contracts;

namespace FlowForge.Integration.Tests.Storage;

public sealed class When_the_audit_is_in_MongoDB : AuditStoreContract
{
    private MongoStore _store = null!;

    public override ValueTask DisposeAsync() => _store.DisposeAsync();

    protected override async Task<IAuditStore> OpenAsync(TimeProvider clock)
    {
        _store = await MongoStore.OpenAsync(clock);
        return _store.Get<IAuditStore>();
    }
}
