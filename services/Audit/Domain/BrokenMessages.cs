using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FlowForge.Jobs;

namespace FlowForge.Audit;

/// <summary>A message that could not be handled, as an audit entry.</summary>
public static class BrokenMessages
{
    public static AuditEntry EntryOf(Guid messageId, string messageType, string reason, string service, DateTimeOffset at, ReadOnlySpan<byte> body) => new()
    {
        Id = DerivedId.From("dead-letter", messageId, messageType),
        Timestamp = at,
        JobId = JobIdIn(body),
        ResourceType = "message",
        ResourceName = $"{messageType} {messageId}",
        Action = "dead_letter",
        Reason = "could not be handled and was set aside",
        InitiatedBy = service,
        Success = false,
        ErrorMessage = reason,
    };

    /// <summary>An id for a message that has none, by where it was and what it says, so that the same one faulted twice is one. Null where the fault does not hold it.</summary>
    public static Guid? IdOf(string queue, ReadOnlySpan<byte> faultBody) => Read<Guid?>(faultBody, root =>
        root.TryGetProperty("message", out var fault) && fault.TryGetProperty("message", out var message)
            ? DerivedId.From("message", queue, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(message.GetRawText()))))
            : null);

    /// <summary>
    /// The job that the message names, if it is an id at all: it may be the very reason why the message is broken. It stands in a plain
    /// event, in one in an envelope, or in one in a fault in an envelope.
    /// </summary>
    private static string? JobIdIn(ReadOnlySpan<byte> body) => Read(body, root =>
    {
        for (var level = root; ;)
        {
            if (level.TryGetProperty("jobId", out var id)) return JobId.TryParse(id.GetString(), out var jobId, out _) ? jobId.Value : null;
            if (!level.TryGetProperty("message", out level)) return null;
        }
    });

    private static T? Read<T>(ReadOnlySpan<byte> body, Func<JsonElement, T?> read)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            using var document = JsonDocument.ParseValue(ref reader);
            return read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return default;
        }
    }
}
