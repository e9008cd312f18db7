using System.Security.Cryptography;
using System.Text;

namespace FlowForge.Jobs;

/// <summary>
/// Ids derived from their cause (UUID version 8, RFC 9562, from SHA-256): the same cause gives the same id, so a redelivered
/// message overwrites its own effect instead of making a second one.
/// </summary>
public static class DerivedId
{
    private const char Separator = '\u001f';

    public static Guid From(params ReadOnlySpan<object?> cause)
    {
        var text = new StringBuilder();
        foreach (var part in cause)
            text.Append(FormattableString.Invariant($"{part}")).Append(Separator);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()), hash);
        var bytes = hash[..16];
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>The token of a job's one pending TimeoutEscalation.</summary>
    public static Guid EscalationToken(string jobId, int attempt) => From("timer", jobId, attempt, "escalation");

    /// <summary>The token of a job's one pending CleanupDue.</summary>
    public static Guid CleanupToken(string jobId, int attempt) => From("timer", jobId, attempt, "cleanup");

    /// <summary>The id of a request to start an attempt, and the token of the one such request that is pending.</summary>
    public static Guid RestartToken(string jobId, int nextAttempt) => From("timer", jobId, nextAttempt, "restart");

    /// <summary>The correlation id of an attempt whose job manager gave none.</summary>
    public static string Correlation(string jobId, int attempt) => From("correlation", jobId, attempt).ToString();
}
