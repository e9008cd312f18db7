using Microsoft.Extensions.Time.Testing;

namespace FlowForge.Storage.Contracts;

/// <summary>What every adapter of a port must do. A subclass opens its adapter and closes it again; it adds nothing to the rules.</summary>
public abstract class StoreContract<TPort> : IAsyncLifetime
    where TPort : class
{
    protected static readonly DateTimeOffset Noon = new(2030, 1, 2, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Stands at <see cref="Noon"/> until a test moves it.</summary>
    protected FakeTimeProvider Clock { get; } = new(Noon);

    protected TPort Port { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Port = await OpenAsync(Clock);

    public abstract ValueTask DisposeAsync();

    /// <summary>Opens an empty store of this test's own.</summary>
    protected abstract Task<TPort> OpenAsync(TimeProvider clock);
}
