using System.Collections.Concurrent;
using FlowForge.Jobs;

namespace FlowForge.Hooks.Tests;

/// <summary>An <see cref="IHookRunStore"/> in memory.</summary>
internal sealed class HookRuns : IHookRunStore
{
    private readonly ConcurrentDictionary<Guid, HookRun> _runs = new();

    public ICollection<HookRun> All => _runs.Values;

    public Task<HookRun?> FindAsync(Guid key, CancellationToken cancellationToken = default) => Task.FromResult(_runs.GetValueOrDefault(key));

    public Task SaveAsync(HookRun run, CancellationToken cancellationToken = default)
    {
        _runs.TryAdd(run.Key, run);
        return Task.CompletedTask;
    }

    public Task<int> ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken = default) =>
        Task.FromResult(_runs.Values.Count(run => run.At < before && _runs.TryRemove(run.Key, out _)));
}
