namespace FlowForge.HttpApi;

/// <summary>Approves an extension that somebody else has asked for.</summary>
public sealed record ExtensionApprovalRequest
{
    /// <summary>Who approves. Default: <c>http</c>.</summary>
    public string? As { get; init; }
}
