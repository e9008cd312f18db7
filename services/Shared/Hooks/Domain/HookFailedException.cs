namespace FlowForge.Hooks;

/// <summary>A hook failed, and knows whether another try may help.</summary>
public sealed class HookFailedException : Exception
{
    public HookFailedException(string message, bool canRetry) : base(message) => CanRetry = canRetry;

    public HookFailedException() : this("failed") { }

    public HookFailedException(string message) : this(message, canRetry: true) { }

    public HookFailedException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>False where the next try would fail in the same way.</summary>
    public bool CanRetry { get; } = true;
}
