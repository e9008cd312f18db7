namespace FlowForge.Integration.Tests;

/// <summary>
/// One system for all tests of a class: to start the services costs more than most tests do. It starts with the first test that asks,
/// not with the class, so that servers which cannot be had skip the tests with the reason.
/// </summary>
public abstract class SharedSystem : IAsyncLifetime
{
    private readonly Lazy<Task<FlowForgeSystem>> _system;

    private protected SharedSystem(Func<Task<FlowForgeSystem>> start) => _system = new Lazy<Task<FlowForgeSystem>>(start);

    internal Task<FlowForgeSystem> SystemAsync() => _system.Value;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_system.IsValueCreated && _system.Value.IsCompletedSuccessfully) await (await _system.Value).DisposeAsync();
    }
}
