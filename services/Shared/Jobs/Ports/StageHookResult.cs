using FlowForge.Contracts;

namespace FlowForge.Jobs;

/// <summary>What came of the hooks of a stage. Hooks that had run before are reported again, under their same ids.</summary>
public sealed record StageHookResult(IReadOnlyList<HookExecuted> Executed)
{
    public bool Success => Executed.All(hook => hook.Success);

    /// <summary>The first failure, as "hook 'name' failed: error"; null where all succeeded.</summary>
    public string? Error => Executed.FirstOrDefault(hook => !hook.Success) is { } failed ? $"hook '{failed.Hook}' failed: {failed.Error}" : null;
}
