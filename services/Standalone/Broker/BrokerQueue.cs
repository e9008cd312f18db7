using System.Text.Json.Serialization;

namespace FlowForge.Standalone;

/// <summary>A queue as the management API shows it.</summary>
internal sealed record BrokerQueue
{
    public required string Name { get; init; }

    [JsonPropertyName("messages_ready")] public long Ready { get; init; }

    [JsonPropertyName("messages_unacknowledged")] public long InHand { get; init; }

    public int Consumers { get; init; }

    /// <summary>What stands here waits for a person: it could not be handled, or not be routed.</summary>
    [JsonIgnore] public bool IsForAPerson => Name.EndsWith("_error", StringComparison.Ordinal) || Name is "flowforge.unroutable" or "flowforge.dead-letter";

    /// <summary>Only our own job manager reads it, and jobs may be started by others, who have queues of their own. A policy keeps it short.</summary>
    [JsonIgnore] public bool MayBeUnread => Name == "job-manager-restart-requested";

    /// <summary>Null: all is well.</summary>
    [JsonIgnore]
    public string? Problem => IsForAPerson
        ? Ready > 0 ? "a person has to look" : null
        : Consumers == 0 && !MayBeUnread ? "nobody consumes" : null;
}
