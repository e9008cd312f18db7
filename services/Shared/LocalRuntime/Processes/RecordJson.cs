using System.Text.Json.Serialization;

namespace FlowForge.LocalRuntime.Processes;

/// <summary>The JSON forms, generated: a supervisor starts for every job, and reflection would be most of its start.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SuperviseSpec))]
[JsonSerializable(typeof(LaunchRecord))]
[JsonSerializable(typeof(ExitRecord))]
[JsonSerializable(typeof(TerminationMark))]
internal sealed partial class RecordJson : JsonSerializerContext;
