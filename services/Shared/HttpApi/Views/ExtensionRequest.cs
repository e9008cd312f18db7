namespace FlowForge.HttpApi;

/// <summary>Asks for a later deadline.</summary>
public sealed record ExtensionRequest
{
    /// <summary>Made by the caller: the same id extends once, however often it is sent. Default: none, so that sending it again extends again.</summary>
    public Guid? Id { get; init; }

    /// <summary>By how much, such as <c>30m</c>.</summary>
    public string? By { get; init; }

    /// <summary>Why, on one line of at most 500 characters.</summary>
    public string? Reason { get; init; }

    /// <summary>Who asks. Default: <c>http</c>.</summary>
    public string? As { get; init; }
}
