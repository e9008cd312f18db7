using System.Text.Json;
using FlowForge.Jobs;

namespace FlowForge.Audit;

/// <summary>A message that could not be handled, as an audit entry. The body is the serialized Fault, whose message part may name a job.</summary>
public static class BrokenMessages
{
    public static AuditEntry EntryOf(Guid messageId, string messageType, string reason, string service, DateTimeOffset at, ReadOnlySpan<byte> faultBody) => new()
    {
        Id = DerivedId.From("dead-letter", messageId, messageType),
        Timestamp = at,
        JobId = JobIdIn(faultBody),
        ResourceType = "message",
        ResourceName = $"{messageType} {messageId}",
        Action = "dead_letter",
        Reason = $"could not be handled and was set aside: {reason}",
        InitiatedBy = service,
        Success = false,
        ErrorMessage = reason,
    };

    /// <summary>The job that the message names, if it is an id at all: it may be the very reason why the message is broken.</summary>
    private static string? JobIdIn(ReadOnlySpan<byte> faultBody)
    {
        try
        {
            var reader = new Utf8JsonReader(faultBody);
            using var envelope = JsonDocument.ParseValue(ref reader);
            var fault = envelope.RootElement.TryGetProperty("message", out var inner) ? inner : envelope.RootElement;
            var text = fault.TryGetProperty("message", out var message) && message.TryGetProperty("jobId", out var id) ? id.GetString() : null;
            return JobId.TryParse(text, out var jobId, out _) ? jobId.Value : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
