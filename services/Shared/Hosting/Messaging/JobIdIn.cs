using System.Text;
using System.Text.Json;
using FlowForge.Jobs;

namespace FlowForge.Hosting;

/// <summary>For log lines: which job a message is about, when its type is not at hand.</summary>
public static class JobIdIn
{
    private const string Nobody = "(names no job)";

    /// <summary>The first <c>jobId</c> in the JSON, or "(names no job)". Only a valid id is given: the rest of a body belongs in no log.</summary>
    public static string Body(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals("jobId"u8)) continue;
                reader.Read();
                return reader.TokenType == JsonTokenType.String && JobId.TryParse(reader.GetString(), out var id, out _) ? id.Value : Nobody;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No JSON, or no text: then it names no job that could be read.
        }

        return Nobody;
    }

    /// <inheritdoc cref="Body(ReadOnlySpan{byte})" />
    public static string Body(string json) => Body(Encoding.UTF8.GetBytes(json));
}
