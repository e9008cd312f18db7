using System.Text.Json;
using System.Text.Json.Serialization;
using FlowForge.Jobs;

namespace FlowForge.HttpApi;

/// <summary>Durations in JSON as people write them: <c>1h30m</c>.</summary>
internal sealed class DurationJson : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.GetString() ?? "";
        return text.StartsWith('-') ? -Durations.Parse(text[1..], zeroAllowed: true) : Durations.Parse(text, zeroAllowed: true);
    }

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => writer.WriteStringValue(Durations.Format(value));
}
