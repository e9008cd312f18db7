namespace FlowForge.HttpApi;

/// <summary>Asks to put back what a scan has removed.</summary>
public sealed record OrphanRestoreRequest
{
    /// <summary>Who asks. Default: <c>http</c>.</summary>
    public string? By { get; init; }
}
