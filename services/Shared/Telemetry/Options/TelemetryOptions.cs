namespace FlowForge.Telemetry;

/// <summary>What is traced. Section <c>options:telemetry</c>; where traces go is said by OpenTelemetry's own variable OTEL_EXPORTER_OTLP_ENDPOINT.</summary>
public sealed class TelemetryOptions
{
    public const string Section = "options:telemetry";

    internal const string Rules = Section + ": traceRatio must be between 0 and 1";

    /// <summary>The share of traces that is kept. A job's trace is kept as a whole or not at all, by every service. From 0 to 1. Default: 1.</summary>
    public double TraceRatio { get; set; } = 1;

    internal string? Problem() => TraceRatio is >= 0 and <= 1 ? null : Rules;
}
