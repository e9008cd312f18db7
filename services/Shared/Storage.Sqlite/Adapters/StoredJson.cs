using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FlowForge.Storage.Sqlite;

/// <summary>The JSON in columns. The names in it are used by the schema's computed columns.</summary>
internal static class StoredJson
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
    };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Form);

    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Form)!;

    /// <summary>Orders different reports of the same time: any order will do, as long as it is always the same.</summary>
    public static string Fingerprint<T>(T value) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(value, Form)));
}
