using System.Text.Json.Serialization;

namespace FlowForge.Jobs;

/// <summary>What is done with a job that is silent and yet alive, and of which its runtime can tell nothing wrong.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WhenSilent>))]
public enum WhenSilent
{
    /// <summary>It is said that the job is silent, and its deadline ends it. The default: silence alone is no proof.</summary>
    [JsonStringEnumMemberName("report")] Report,

    /// <summary>It counts as dead: it is killed, and started again if it has attempts left.</summary>
    [JsonStringEnumMemberName("restart")] Restart,
}
