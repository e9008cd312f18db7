namespace FlowForge.HttpApi;

/// <summary>Asks for a scan for orphans.</summary>
public sealed record OrphanScanRequest
{
    /// <summary>The one kind to scan. Default: all that are switched on.</summary>
    public string? Kind { get; init; }

    /// <summary>True: nothing is removed, whatever the options say. Default: false, the options decide.</summary>
    public bool DryRun { get; init; }

    /// <summary>Who asks. Default: <c>http</c>.</summary>
    public string? By { get; init; }
}
