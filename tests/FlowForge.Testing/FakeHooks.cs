using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.Testing;

/// <summary>No hooks, or one that fails in a stage.</summary>
public sealed class FakeHooks : IStageHooks
{
    public LifecycleStage? FailsIn { get; set; }

    /// <summary>What happens while the hooks of a stage run.</summary>
    public Func<StageEntry, Task>? Meanwhile { get; set; }

    public async Task<StageHookResult> RunAsync(StageEntry entry, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (Meanwhile is { } meanwhile) await meanwhile(entry);
        if (entry.Stage != FailsIn) return new StageHookResult([]);
        return new StageHookResult(
        [
            new HookExecuted
            {
                Id = DerivedId.From("hook", entry.JobId, entry.Attempt, entry.Stage, "check"),
                JobId = entry.JobId.Value,
                Attempt = entry.Attempt,
                Stage = entry.Stage,
                Hook = "check",
                Success = false,
                Error = "not today",
                At = entry.At,
            },
        ]);
    }
}
