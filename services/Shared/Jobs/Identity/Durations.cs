using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;

namespace FlowForge.Jobs;

/// <summary>Durations as people write them: <c>500ms</c>, <c>90s</c>, <c>15m</c>, <c>2h</c>, <c>7d</c>, <c>1h30m</c>, or ISO 8601 (<c>PT15M</c>).</summary>
public static partial class Durations
{
    /// <summary>No duration may be longer.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    private const string Allowed = "write a number with its unit, such as 90s, 15m, 2h, 7d or 1h30m, or ISO 8601 such as PT15M";

    /// <summary>Null where it was read, else what is wrong with it.</summary>
    public static string? Problem(string? text, out TimeSpan duration, bool zeroAllowed = false)
    {
        duration = default;
        if (string.IsNullOrWhiteSpace(text)) return $"is empty; {Allowed}";
        var shown = DnsName.Printable(text);
        if (text.Length > 40) return $"'{shown}' is not a duration; {Allowed}";
        if (Read(text) is not { } read) return $"'{shown}' is not a duration; {Allowed}";
        if (read < TimeSpan.Zero) return $"'{shown}' is negative";
        if (read == TimeSpan.Zero && !zeroAllowed) return $"'{shown}' is zero; it must be longer";
        if (read > Longest) return $"'{shown}' is longer than 365 days";
        duration = read;
        return null;
    }

    /// <exception cref="FormatException">The text is no duration; the message says why.</exception>
    public static TimeSpan Parse(string text, bool zeroAllowed = false) =>
        Problem(text, out var duration, zeroAllowed) is { } problem ? throw new FormatException(problem) : duration;

    /// <summary>The shortest form that <see cref="Parse"/> reads back, to the millisecond.</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration < TimeSpan.Zero) return "-" + Format(duration.Negate());
        var parts = "";
        if (duration.Days > 0) parts += $"{duration.Days}d";
        if (duration.Hours > 0) parts += $"{duration.Hours}h";
        if (duration.Minutes > 0) parts += $"{duration.Minutes}m";
        if (duration.Seconds > 0) parts += $"{duration.Seconds}s";
        if (duration.Milliseconds > 0) parts += $"{duration.Milliseconds}ms";
        return parts.Length == 0 ? "0s" : parts;
    }

    private static TimeSpan? Read(string text)
    {
        try
        {
            if (Iso().IsMatch(text)) return XmlConvert.ToTimeSpan(text);
            var match = Units().Match(text);
            if (!match.Success) return null;
            decimal ms = 0;
            foreach (var (group, unit) in (ReadOnlySpan<(string, decimal)>)[("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)])
                if (match.Groups[group] is { Success: true } part)
                    ms += decimal.Parse(part.Value, CultureInfo.InvariantCulture) * unit;
            if (match.Groups["minus"].Success) ms = -ms;
            if (ms > (decimal)TimeSpan.MaxValue.TotalMilliseconds) return TimeSpan.MaxValue;
            return TimeSpan.FromMilliseconds((long)ms);
        }
        catch (Exception e) when (e is OverflowException or FormatException)
        {
            return e is OverflowException ? TimeSpan.MaxValue : null;
        }
    }

    // Months and years are left out: they have no fixed length.
    [GeneratedRegex(@"\A-?P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Iso();

    // A sign stands in front of the whole, or 1h-30m would be half an hour.
    [GeneratedRegex(@"\A(?<minus>-)?(?=[0-9])(?:(?<d>[0-9]+(\.[0-9]+)?)d)?(?:(?<h>[0-9]+(\.[0-9]+)?)h)?(?:(?<m>[0-9]+(\.[0-9]+)?)m(?!s))?(?:(?<s>[0-9]+(\.[0-9]+)?)s)?(?:(?<ms>[0-9]+)ms)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Units();
}
