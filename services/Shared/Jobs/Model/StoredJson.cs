using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FlowForge.Jobs;

/// <summary>What stores keep as JSON text. The names in it are used by the computed columns of a schema.</summary>
public static class StoredJson
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

    /// <summary>
    /// Of what the wire said, not of the policy it was resolved to: a redelivery after a change of the policy is the same announcement,
    /// and what stands stays.
    /// </summary>
    public static string FingerprintOf(JobProfile profile, string? note) => Fingerprint((object?[])[profile with { Policy = null! }, note]);
}
