using System.Text.Json.Serialization;

namespace FlowForge.Contracts;

/// <summary>One rung of the escalation ladder, mildest first.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TimeoutAction>))]
public enum TimeoutAction
{
    /// <summary>Say that the limit is near; the job goes on.</summary>
    [JsonStringEnumMemberName("warn")] Warn,

    /// <summary>Ask the job to end and let it save its work (SIGTERM).</summary>
    [JsonStringEnumMemberName("soft_kill")] SoftKill,

    /// <summary>End it without asking (SIGKILL to it and to everything it started).</summary>
    [JsonStringEnumMemberName("hard_kill")] HardKill,

    /// <summary>Remove it from its runtime, whatever holds it there.</summary>
    [JsonStringEnumMemberName("force_delete")] ForceDelete,
}
