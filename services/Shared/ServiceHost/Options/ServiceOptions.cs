namespace FlowForge.ServiceHost;

/// <summary>How one service process runs. The root of its settings.</summary>
public sealed class ServiceOptions
{
    /// <summary>Where health, metrics and, where the service has one, the API listen. Default: http://127.0.0.1:8080.</summary>
    public string Urls { get; set; } = "http://127.0.0.1:8080";

    /// <summary>The file with policies, hooks and options (docs/timeouts.md), watched while the service runs. Default: none.</summary>
    public string? ConfigFile { get; set; }

    /// <summary>
    /// Tells this process from the other replicas of its service. One that is started again under its old name takes up at once what
    /// it had leased. Default: the host's name and the process id.
    /// </summary>
    public string? Replica { get; set; }

    /// <summary>How long what is in hand may take to finish when the service is asked to stop. From 1 s to 10 min. Default: 60 s.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The least severe level that is logged. Default: Information.</summary>
    public Microsoft.Extensions.Logging.LogLevel LogLevel { get; set; } = Microsoft.Extensions.Logging.LogLevel.Information;

    /// <summary>
    /// Whether callers may name the service by any host name, as probes and scrapers of other machines do. Default: yes; no for the
    /// job manager, which runs commands for whoever reaches it.
    /// </summary>
    public bool? AllowRemote { get; set; }
}
