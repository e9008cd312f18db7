using System.Text.Json.Serialization;

namespace FlowForge.Contracts;

/// <summary>How a job ended; it decides how long what the job leaves is kept.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobOutcome>))]
public enum JobOutcome
{
    /// <summary>It did what it was for.</summary>
    [JsonStringEnumMemberName("succeeded")] Succeeded,

    /// <summary>It ended by itself, with an error.</summary>
    [JsonStringEnumMemberName("failed")] Failed,

    /// <summary>It was stopped from outside.</summary>
    [JsonStringEnumMemberName("terminated")] Terminated,
}
