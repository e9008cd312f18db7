using System.Globalization;
using FlowForge.Jobs;

namespace FlowForge.KubernetesRuntime;

/// <summary>What a Job says for itself by annotations.</summary>
public sealed record JobAnnotations
{
    public const string TimeoutKey = "flowforge.io/timeout-seconds";
    public const string GracePeriodKey = "flowforge.io/grace-period-seconds";
    public const string AttemptLimitKey = "flowforge.io/attempt-limit";
    public const string TtlKey = "flowforge.io/ttl-seconds-after-finished";

    private const int HighestAttemptLimit = 100;
    private static readonly int LongestSeconds = (int)Durations.Longest.TotalSeconds;

    /// <summary>flowforge.io/timeout-seconds: how long it may run. Null: left to the policy.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>flowforge.io/grace-period-seconds: how long it has between SIGTERM and SIGKILL. Null: left to the policy.</summary>
    public TimeSpan? GracePeriod { get; init; }

    /// <summary>flowforge.io/ttl-seconds-after-finished: how long what it leaves is kept, whatever its outcome. Null: left to the policy.</summary>
    public TimeSpan? Ttl { get; init; }

    /// <summary>flowforge.io/attempt-limit: how many attempts it may have. Null: one.</summary>
    public int? AttemptLimit { get; init; }

    /// <summary>flowforge.io/protected: never stopped, never cleaned up.</summary>
    public bool Protected { get; init; }

    /// <summary>flowforge.io/legal-hold: nothing of it may be changed or removed.</summary>
    public bool LegalHold { get; init; }

    /// <summary>As it goes into the resolution of the policy.</summary>
    public PolicyRequest ToRequest(string? organization = null, string? jobType = null) =>
        new() { Organization = organization, JobType = jobType, Timeout = Timeout, GracePeriod = GracePeriod, Retention = Ttl };

    /// <summary>Reads what is there, and says of everything else what is wrong: annotation, value and what is allowed.</summary>
    /// <param name="annotations">The annotations of the Job; null for none.</param>
    /// <param name="problems">Empty where all was read. A duration that could not be read is left to the policy; a hold that could not be read holds.</param>
    public static JobAnnotations Read(IReadOnlyDictionary<string, string>? annotations, out IReadOnlyList<string> problems)
    {
        var found = new List<string>();
        problems = found;
        if (annotations is null) return new JobAnnotations();
        return new JobAnnotations
        {
            Timeout = Seconds(annotations, TimeoutKey, 1, found),
            GracePeriod = Seconds(annotations, GracePeriodKey, 1, found),
            Ttl = Seconds(annotations, TtlKey, 0, found),
            AttemptLimit = Number(annotations, AttemptLimitKey, 1, HighestAttemptLimit, "a whole number", found),
            Protected = Flag(annotations, Marks.Protected, found),
            LegalHold = Flag(annotations, Marks.LegalHold, found),
        };
    }

    private static TimeSpan? Seconds(IReadOnlyDictionary<string, string> annotations, string key, int least, List<string> problems) =>
        Number(annotations, key, least, LongestSeconds, "a whole number of seconds", problems) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    private static int? Number(IReadOnlyDictionary<string, string> annotations, string key, int least, int most, string what, List<string> problems)
    {
        if (!annotations.TryGetValue(key, out var text)) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        problems.Add($"annotation {key} is '{DnsName.Printable(text)}'; it must be {what} from {least} to {most}");
        return null;
    }

    private static bool Flag(IReadOnlyDictionary<string, string> annotations, string key, List<string> problems)
    {
        if (!annotations.TryGetValue(key, out var text) || text == "false") return false;
        if (text != "true") problems.Add($"annotation {key} is '{DnsName.Printable(text)}'; it must be 'true' or 'false', and counts as 'true' until it is");
        return true;
    }
}
