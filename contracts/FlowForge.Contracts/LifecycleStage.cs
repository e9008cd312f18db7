using System.Text.Json.Serialization;

namespace FlowForge.Contracts;

/// <summary>Where a job stands. Hooks run when a stage is entered.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LifecycleStage>))]
public enum LifecycleStage
{
    /// <summary>Accepted, not started.</summary>
    [JsonStringEnumMemberName("pre_start")] PreStart,

    /// <summary>Its main process runs.</summary>
    [JsonStringEnumMemberName("running")] Running,

    /// <summary>It has ended and its end is being settled: deadlines are withdrawn, the clean-up is planned.</summary>
    [JsonStringEnumMemberName("completing")] Completing,

    /// <summary>It ended well.</summary>
    [JsonStringEnumMemberName("completed")] Completed,

    /// <summary>It ended badly, or was stopped.</summary>
    [JsonStringEnumMemberName("failed")] Failed,

    /// <summary>FlowForge is stopping it.</summary>
    [JsonStringEnumMemberName("terminating")] Terminating,

    /// <summary>What it left is being removed.</summary>
    [JsonStringEnumMemberName("cleanup")] Cleanup,
}
