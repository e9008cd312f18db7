namespace FlowForge.Hosting;

/// <summary>The names under which FlowForge's own traces and metrics are found.</summary>
public static class TelemetryNames
{
    /// <summary>Both the activity source and the meter.</summary>
    public const string FlowForge = "FlowForge.Events";

    /// <summary>Both the activity source and the meter of the bus.</summary>
    public const string Bus = "MassTransit";

    /// <summary>The activity source of the database driver. It leaves the text of queries out, unless it is told otherwise.</summary>
    public const string Mongo = "MongoDB.Driver";

    public const string JobId = "job.id";
    public const string Attempt = "job.attempt";
    public const string CorrelationId = "job.correlation_id";
}
