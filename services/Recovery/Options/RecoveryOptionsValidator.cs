using System.Globalization;
using FlowForge.Jobs;
using Microsoft.Extensions.Options;

namespace FlowForge.Recovery;

internal sealed class RecoveryOptionsValidator : IValidateOptions<RecoveryOptions>
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1), Hour = TimeSpan.FromHours(1), Day = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, RecoveryOptions options)
    {
        List<string?> problems =
        [
            Range("secondLook", options.SecondLook, Second, Hour),
            options.BrakeShare is > 0 and <= 1 ? null : Problem("brakeShare", options.BrakeShare.ToString(CultureInfo.InvariantCulture), "a share above 0 and up to 1"),
            Range("brakeLeast", options.BrakeLeast, 1_000_000),
            Range("patience", options.Patience, options.SecondLook, Day),
            Range("pendingPatience", options.PendingPatience, options.SecondLook, Day),
            Range("backoff", options.Backoff, Second, Hour),
            Range("longestBackoff", options.LongestBackoff, options.Backoff, Day),
            Range("verifyWithin", options.VerifyWithin, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5)),
            Range("parallel", options.Parallel, 256),
        ];
        var found = problems.OfType<string>().ToList();
        return found.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(found);
    }

    private static string? Range(string key, TimeSpan value, TimeSpan least, TimeSpan most) =>
        value >= least && value <= most ? null : Problem(key, Durations.Format(value), $"{Durations.Format(least)} to {Durations.Format(most)}");

    private static string? Range(string key, int value, int most) =>
        value >= 1 && value <= most ? null : Problem(key, value.ToString(CultureInfo.InvariantCulture), $"1 to {most.ToString(CultureInfo.InvariantCulture)}");

    private static string Problem(string key, string value, string allowed) => $"{RecoveryOptions.Section}:{key} is '{value}'; {allowed} is allowed";
}
