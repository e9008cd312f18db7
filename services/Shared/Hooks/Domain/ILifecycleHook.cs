using FlowForge.Contracts;

namespace FlowForge.Hooks;

/// <summary>
/// Custom code that runs in process when a job enters a stage, before the hooks of the policy file. Register it as a singleton
/// <see cref="ILifecycleHook"/>. Whatever it throws is a failure of the hook, never of the service.
/// </summary>
public interface ILifecycleHook
{
    /// <summary>Its name in the audit; unique within its stage.</summary>
    string Name { get; }

    /// <summary>The stage on whose entry it runs.</summary>
    LifecycleStage Stage { get; }

    /// <summary>Default: 30 s for a try, two more tries, 1 s before the first of these.</summary>
    HookLimits Limits => HookLimits.Default;

    /// <summary>May be called again for the same <see cref="HookContext.IdempotencyKey"/> after a failure or a crash.</summary>
    /// <exception cref="HookFailedException">It failed; the exception says whether another try may help.</exception>
    Task ExecuteAsync(HookContext context, CancellationToken cancellationToken);
}
