using System.Text.Json;
using System.Text.Json.Serialization;

namespace FlowForge.Hooks;

/// <summary>The JSON form of a <see cref="HookContext"/>: camelCase, without what is not known.</summary>
public static class HookJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static byte[] Write(HookContext context) => JsonSerializer.SerializeToUtf8Bytes(context, Options);
}
