using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace FlowForge.Telemetry;

/// <summary>
/// One JSON object a line. What scopes and the message name (JobId, Attempt, CorrelationId, …) stands beside time, level and message,
/// not in lists of its own as the built-in formatter has it: so a search for a job is <c>JobId="build-42"</c> in every log store.
/// </summary>
internal sealed class JsonLineFormatter(TimeProvider clock) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "flowforge-json";

    private const string Template = "{OriginalFormat}";

    // Not for a web page; people read it, and "It's" is easier to read than its escaped form.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        var named = new Dictionary<string, object?>(StringComparer.Ordinal);
        // An inner scope knows better than an outer one, and the message best.
        scopeProvider?.ForEachScope((scope, into) => Take(scope, into), named);
        Take(logEntry.State, named);

        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("Time", clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture));
            json.WriteString("Level", logEntry.LogLevel.ToString());
            json.WriteString("Category", logEntry.Category);
            json.WriteString("Message", Secrets.Hide(message));
            if (logEntry.Exception is { } exception) json.WriteString("Exception", Secrets.Hide(exception.ToString()));
            if (Activity.Current is { } activity)
            {
                named["TraceId"] = activity.TraceId.ToHexString();
                named["SpanId"] = activity.SpanId.ToHexString();
            }

            foreach (var (name, value) in named) Write(json, name, value);
            json.WriteEndObject();
        }

        textWriter.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static void Take(object? state, Dictionary<string, object?> into)
    {
        if (state is not IEnumerable<KeyValuePair<string, object?>> values) return;
        foreach (var (name, value) in values)
            if (name != Template && !IsOurs(name)) into[name] = value;
    }

    private static bool IsOurs(string name) => name is "Time" or "Level" or "Category" or "Message" or "Exception";

    private static void Write(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null: json.WriteNull(name); break;
            case bool truth: json.WriteBoolean(name, truth); break;
            case int number: json.WriteNumber(name, number); break;
            case long number: json.WriteNumber(name, number); break;
            case double number when double.IsFinite(number): json.WriteNumber(name, number); break;
            default: json.WriteString(name, Secrets.Hide(FormattableString.Invariant($"{value}"))); break;
        }
    }
}
