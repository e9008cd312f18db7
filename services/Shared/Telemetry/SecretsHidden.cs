using System.Diagnostics;
using OpenTelemetry;

namespace FlowForge.Telemetry;

/// <summary>Hides in a span's tags what <see cref="Secrets"/> knows, before any exporter sees it.</summary>
internal sealed class SecretsHidden : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        List<KeyValuePair<string, string>>? hidden = null;
        foreach (ref readonly var tag in data.EnumerateTagObjects())
            if (tag.Value is string text && Secrets.Hide(text) is var safe && !ReferenceEquals(safe, text)) (hidden ??= []).Add(new(tag.Key, safe));
        foreach (var (name, value) in hidden ?? []) data.SetTag(name, value);
        if (data.StatusDescription is { } description) data.SetStatus(data.Status, Secrets.Hide(description));
    }
}
