using System.Globalization;
using System.Text.Json;
using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.HttpApi;

/// <summary>Reads what a caller asks for, or says what is wrong with it.</summary>
public static class Queries
{
    private const int LongestName = 100;
    private const int LongestReason = 500;

    public static LifecycleStage? Stage(string? text)
    {
        if (text is null) return null;
        var known = Enum.GetValues<LifecycleStage>();
        foreach (var stage in known)
            if (Spelled(stage) == text) return stage;
        throw new InvalidEventException("stage", $"'{DnsName.Printable(text)}' is none of {string.Join(", ", known.Select(Spelled))}");
    }

    public static int Limit(int? limit, int usual, int most) =>
        limit is < 1 || limit > most ? throw new InvalidEventException("limit", $"is {limit}; it must be between 1 and {most}") : limit ?? usual;

    /// <summary>A time, or how long ago.</summary>
    public static DateTimeOffset? Time(string field, string? text, TimeProvider clock)
    {
        if (text is null) return null;
        if (Durations.Problem(text, out var ago) is null) return clock.Now() - ago;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new InvalidEventException(field, $"'{DnsName.Printable(text)}' is neither a time such as 2026-01-31T12:00:00Z nor a duration such as 15m");
    }

    public static PolicyRequest Policy(string? organization, string? type, string? timeout, string? gracePeriod, string? retention)
    {
        Label("organization", organization);
        Label("type", type);
        return new PolicyRequest
        {
            Organization = organization,
            JobType = type,
            Timeout = Duration("timeout", timeout, zeroAllowed: false),
            GracePeriod = Duration("gracePeriod", gracePeriod, zeroAllowed: false),
            Retention = Duration("retention", retention, zeroAllowed: true),
        };
    }

    /// <summary>Who asks: a claim, as the API does not ask who calls.</summary>
    public static string By(string? by, string field = "by") => by switch
    {
        null => "http",
        { Length: > LongestName } or { Length: 0 } => throw new InvalidEventException(field, $"must be a name of 1 to {LongestName} characters"),
        _ => DnsName.Printable(by),
    };

    /// <summary>Why, for people who read the audit.</summary>
    public static string Reason(string? reason)
    {
        var text = reason?.Trim();
        if (string.IsNullOrEmpty(text)) throw new InvalidEventException("reason", "is missing; say why, for those who read the audit");
        if (text.Length > LongestReason) throw new InvalidEventException("reason", $"is {text.Length} characters long; at most {LongestReason} are allowed");
        return text.Any(char.IsControl) ? throw new InvalidEventException("reason", "holds a line break or another control character; write it on one line") : text;
    }

    /// <summary>An enum value as the wire spells it.</summary>
    public static string Spelled<T>(T value) where T : struct, Enum => JsonSerializer.Serialize(value).Trim('"');

    private static void Label(string field, string? value)
    {
        if (value is not null && DnsName.LabelProblem(value) is { } problem) throw new InvalidEventException(field, problem);
    }

    private static TimeSpan? Duration(string field, string? text, bool zeroAllowed)
    {
        if (text is null) return null;
        return Durations.Problem(text, out var duration, zeroAllowed) is { } problem ? throw new InvalidEventException(field, problem) : duration;
    }
}
