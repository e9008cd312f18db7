using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FlowForge.Jobs;

/// <summary>
/// A validated job id. Ports take this type only, so what was never validated cannot reach a selector, a path or a key.
/// </summary>
[JsonConverter(typeof(JsonForm))]
public readonly record struct JobId
{
    private readonly string? _value;

    private JobId(string value) => _value = value;

    /// <summary>The id as it came: a lower-case DNS label or subdomain.</summary>
    public string Value => _value ?? throw new InvalidOperationException("This JobId was never given a value.");

    /// <exception cref="InvalidEventException">The text is no job id; the message says why.</exception>
    public static JobId Parse(string? text) =>
        TryParse(text, out var id, out var problem) ? id : throw new InvalidEventException("jobId", problem);

    public static bool TryParse(string? text, out JobId id, [NotNullWhen(false)] out string? problem)
    {
        problem = DnsName.Problem(text);
        id = problem is null ? new JobId(text!) : default;
        return problem is null;
    }

    public override string ToString() => _value ?? "(no job id)";

    private sealed class JsonForm : JsonConverter<JobId>
    {
        public override JobId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Parse(reader.GetString());

        public override void Write(Utf8JsonWriter writer, JobId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }
}
