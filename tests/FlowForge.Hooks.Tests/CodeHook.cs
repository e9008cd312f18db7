using FlowForge.Contracts;

namespace FlowForge.Hooks.Tests;

/// <summary>An in-process hook made of a lambda.</summary>
internal sealed class CodeHook(string name, LifecycleStage stage, Func<HookContext, CancellationToken, Task> run, HookLimits? limits = null) : ILifecycleHook
{
    public string Name => name;

    public LifecycleStage Stage => stage;

    public HookLimits Limits => limits ?? HookLimits.Default;

    public Task ExecuteAsync(HookContext context, CancellationToken cancellationToken) => run(context, cancellationToken);
}
