namespace FlowForge.HttpApi;

/// <summary>Asks to hold a job.</summary>
public sealed record HoldRequest
{
    /// <summary>Why, on one line of at most 500 characters.</summary>
    public string? Reason { get; init; }

    /// <summary>Who asks. Default: <c>http</c>.</summary>
    public string? By { get; init; }
}
