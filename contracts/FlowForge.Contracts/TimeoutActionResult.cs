using System.Text.Json.Serialization;

namespace FlowForge.Contracts;

/// <summary>What came of one step of the escalation ladder.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TimeoutActionResult>))]
public enum TimeoutActionResult
{
    /// <summary>Done, and its effect seen.</summary>
    [JsonStringEnumMemberName("succeeded")] Succeeded,

    /// <summary>Tried and not achieved; the next step follows.</summary>
    [JsonStringEnumMemberName("failed")] Failed,

    /// <summary>Not tried, because the job is protected or held.</summary>
    [JsonStringEnumMemberName("skipped")] Skipped,

    /// <summary>Not needed: the runtime says that the job is gone.</summary>
    [JsonStringEnumMemberName("already_gone")] AlreadyGone,
}
