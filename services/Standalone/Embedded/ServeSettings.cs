namespace FlowForge.Standalone;

/// <summary>How one server is to run.</summary>
public sealed record ServeSettings
{
    /// <summary>Everything the server keeps is in this folder.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Where the HTTP API listens; port 0 picks a free one.</summary>
    public required string Urls { get; init; }

    /// <summary>The configuration file. Default: none.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>Whether other machines may reach the API. Default: no.</summary>
    public bool AllowRemote { get; init; }

    /// <summary>Options besides those of the file, such as <c>options:jobManager:heartbeatInterval</c>.</summary>
    public IReadOnlyDictionary<string, string?> Options { get; init; } = new Dictionary<string, string?>();

    /// <summary>Least severe log level that is written. Default: Information.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;
}
