using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FlowForge.Hosting;

/// <summary>Times in JSON say which zone they mean. One that does not would be read in the server's, and end a job hours too early or late.</summary>
public sealed class UtcTimeJson : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
        // "Roundtrip" keeps an unzoned time unzoned, so it can be told from a zoned one.
        if (DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time) && time.Kind != DateTimeKind.Unspecified
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var zoned)) return zoned;
        throw new JsonException("A time must be written with its zone, such as 2026-01-31T12:00:00Z.");
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value);
    }
}
