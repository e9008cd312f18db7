using System.Globalization;
using System.Text.RegularExpressions;
using FlowForge.Jobs;

namespace FlowForge.Policies;

/// <summary>
/// When a step of the ladder is due: <c>80%</c> of the timeout, <c>timeout</c>, <c>timeout+grace</c>, <c>timeout+2*grace</c>,
/// <c>timeout-5m</c> or <c>timeout+30s</c>.
/// </summary>
/// <param name="Share">Which part of the timeout, 1 for all of it.</param>
/// <param name="Graces">How many grace periods after that.</param>
/// <param name="Shift">How much later, or earlier where negative.</param>
public sealed partial record StepTime(decimal Share, int Graces, TimeSpan Shift)
{
    private const int MostPercent = 1000;
    private const int MostGraces = 100;
    private const string Allowed = "write 80%, timeout, timeout+grace, timeout+2*grace, timeout-5m or timeout+30s";

    public static readonly StepTime AtTimeout = new(1, 0, TimeSpan.Zero);

    /// <summary>Relative to the timeout. Nothing is due before the job's start.</summary>
    public TimeSpan Offset(TimeSpan timeout, TimeSpan grace)
    {
        var offset = Milliseconds(timeout * (double)(Share - 1)) + grace * Graces + Shift;
        return offset < -timeout ? -timeout : offset;
    }

    /// <summary>Null where it was read, else what is wrong with it.</summary>
    public static string? Problem(string text, out StepTime time)
    {
        time = AtTimeout;
        var shown = DnsName.Printable(text);
        var match = Grammar().Match(text);
        if (!match.Success) return $"'{shown}' is no time of a step; {Allowed}";
        if (match.Groups["percent"] is { Success: true } percent)
        {
            if (!decimal.TryParse(percent.Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) || value is <= 0 or > MostPercent)
                return $"'{shown}' is out of range; a percentage is above 0 and at most {MostPercent}";
            time = AtTimeout with { Share = value / 100 };
        }
        else if (match.Groups["grace"].Success)
        {
            var graces = 1;
            if (match.Groups["times"] is { Success: true } times && (!int.TryParse(times.Value, CultureInfo.InvariantCulture, out graces) || graces is < 1 or > MostGraces))
                return $"'{shown}' is out of range; the number of grace periods is 1 to {MostGraces}";
            time = AtTimeout with { Graces = graces };
        }
        else if (match.Groups["shift"] is { Success: true } shift)
        {
            if (Durations.Problem(shift.Value, out var by) is { } problem) return $"'{shown}': {problem}";
            time = AtTimeout with { Shift = match.Groups["sign"].Value == "-" ? -by : by };
        }
        return null;
    }

    /// <exception cref="FormatException">The text is no time of a step; the message says why.</exception>
    public static StepTime Parse(string text) => Problem(text, out var time) is { } problem ? throw new FormatException(problem) : time;

    /// <summary>The form that <see cref="Parse"/> reads back.</summary>
    public override string ToString() => this switch
    {
        { Share: not 1 } => string.Create(CultureInfo.InvariantCulture, $"{Share * 100:0.##########}%"),
        { Graces: 1 } => "timeout+grace",
        { Graces: > 1 } => string.Create(CultureInfo.InvariantCulture, $"timeout+{Graces}*grace"),
        { Shift.Ticks: < 0 } => $"timeout-{Durations.Format(-Shift)}",
        { Shift.Ticks: > 0 } => $"timeout+{Durations.Format(Shift)}",
        _ => "timeout",
    };

    // Every store keeps whole milliseconds; a share of a timeout must not carry more.
    private static TimeSpan Milliseconds(TimeSpan time) => TimeSpan.FromMilliseconds(Math.Floor(time.TotalMilliseconds));

    [GeneratedRegex(@"\A\s*(?:(?<percent>[0-9]+(?:\.[0-9]+)?)\s*%|timeout\s*(?:\+\s*(?:(?<times>[0-9]+)\s*\*\s*)?(?<grace>grace)|(?<sign>[+-])\s*(?<shift>[0-9P]\S*))?)\s*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();
}
