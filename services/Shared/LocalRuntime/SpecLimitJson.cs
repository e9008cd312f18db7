using System.Text.Json.Serialization;

namespace FlowForge.LocalRuntime;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SpecLimit))]
internal sealed partial class SpecLimitJson : JsonSerializerContext;
