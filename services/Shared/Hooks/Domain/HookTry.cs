namespace FlowForge.Hooks;

/// <summary>What came of one try; no error means success.</summary>
internal sealed record HookTry(string? Error, bool CanRetry)
{
    public static readonly HookTry Succeeded = new(null, false);
}
