using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using FlowForge.Hosting;

namespace FlowForge.HttpApi;

/// <summary>How the API reads and writes JSON, for its clients too.</summary>
public static class ApiJson
{
    public static void Configure(JsonSerializerOptions json)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        json.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        json.Converters.Add(new DurationJson());
        json.Converters.Add(new UtcTimeJson());
    }
}
