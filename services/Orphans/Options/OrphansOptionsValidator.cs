using System.Globalization;
using FlowForge.Jobs;
using Microsoft.Extensions.Options;
using Quartz;

namespace FlowForge.Orphans;

internal sealed class OrphansOptionsValidator : IValidateOptions<OrphansOptions>
{
    private const int Most = 1_000_000;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1), Hour = TimeSpan.FromHours(1), Month = TimeSpan.FromDays(30), Year = TimeSpan.FromDays(365);

    public ValidateOptionsResult Validate(string? name, OrphansOptions options)
    {
        List<string?> problems =
        [
            CronExpression.TryParse(options.Cron, out _) ? null : Problem("cron", DnsName.Printable(options.Cron), "a Quartz cron expression with seconds first, such as 0 19 * * * ?,"),
            Range("interval", options.Interval, Second, Month),
            Range("newestJobWithin", options.NewestJobWithin, TimeSpan.FromMinutes(1), Year),
            Share("share", options.Share),
            Range("shareLeast", options.ShareLeast, Most),
            Range("number", options.Number, Most),
            Range("undoFor", options.UndoFor, TimeSpan.Zero, Year),
            Range("clockTolerance", options.ClockTolerance, Second, Hour),
            Range("reportsFor", options.ReportsFor, TimeSpan.FromDays(1), Year),
            Range("parallel", options.Parallel, 64),
        ];
        foreach (var (kind, own) in options.Kinds)
        {
            var key = $"kinds:{kind}";
            // Environment variables are written in upper case.
            if (!OwnedKinds.All.Contains(kind, StringComparer.OrdinalIgnoreCase)) problems.Add(Problem(key, "set", $"no such kind is known; one of {string.Join(", ", OwnedKinds.All)}"));
            if (own.MinimumAge is { } age) problems.Add(Range($"{key}:minimumAge", age, Second, Year));
            if (own.Share is { } share) problems.Add(Share($"{key}:share", share));
            if (own.Number is { } number) problems.Add(Range($"{key}:number", number, Most));
        }

        var found = problems.OfType<string>().ToList();
        return found.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(found);
    }

    private static string? Share(string key, double value) =>
        value is > 0 and <= 1 ? null : Problem(key, value.ToString(CultureInfo.InvariantCulture), "a share above 0 and up to 1");

    private static string? Range(string key, TimeSpan value, TimeSpan least, TimeSpan most) =>
        value >= least && value <= most ? null : Problem(key, Durations.Format(value), $"{Durations.Format(least)} to {Durations.Format(most)}");

    private static string? Range(string key, int value, int most) =>
        value >= 1 && value <= most ? null : Problem(key, value.ToString(CultureInfo.InvariantCulture), $"1 to {most.ToString(CultureInfo.InvariantCulture)}");

    private static string Problem(string key, string value, string allowed) => $"{OrphansOptions.Section}:{key} is '{value}'; {allowed} is allowed";
}
