using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using FlowForge.Hosting;

namespace FlowForge.Telemetry.Tests;

/// <summary>All that one meter measured. The meter, because other tests run beside this one.</summary>
internal sealed class Measurements : IDisposable
{
    private readonly ConcurrentQueue<(string Name, double Value, string Tags)> _all = new();
    private readonly MeterListener _listener = new();

    public Measurements(IMeterFactory meters)
    {
        var meter = meters.Create(TelemetryNames.FlowForge);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == meter) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => _all.Enqueue((instrument.Name, value, Text(tags))));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => _all.Enqueue((instrument.Name, value, Text(tags))));
        _listener.Start();
    }

    public IReadOnlyList<(double Value, string Tags)> Of(string name) => [.. _all.Where(one => one.Name == name).Select(one => (one.Value, one.Tags))];

    public IReadOnlyCollection<string> TagValues => [.. _all.Select(one => one.Tags)];

    public void Dispose() => _listener.Dispose();

    private static string Text(ReadOnlySpan<KeyValuePair<string, object?>> tags) => string.Join(",", tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"));
}
