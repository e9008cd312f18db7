using FlowForge.Configuration;
using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.Policies;

/// <summary>
/// Finds what applies to a job. For each key by itself the most specific level that says something counts: job, job type,
/// organization, global, default. Then the ceilings clamp the timeout and the grace period.
/// </summary>
public static class PolicyResolver
{
    internal const string DefaultSource = "default";

    public static ResolvedPolicy Resolve(PolicySet policies, PolicyRequest request)
    {
        var levels = Levels(policies, request);
        var timeout = Say("timeout", levels, level => level.Timeout, Durations.Format);
        var grace = Say("gracePeriod", levels, level => level.GracePeriod, Durations.Format);
        var ladder = SayLadder(levels);
        var retention = Enum.GetValues<JobOutcome>().ToDictionary(outcome => outcome, outcome =>
            Say($"retention.{WireNames.Of(outcome)}", levels, level => Entry(level.Retention, outcome), Durations.Format));
        var artifacts = CleanupScopes.ArtifactClasses.ToDictionary(scope => scope, scope =>
            Say($"retention.artifacts.{scope}", levels, level => Entry(level.ArtifactRetention, scope), Durations.Format));
        var silence = Say("heartbeatTimeout", levels, level => level.HeartbeatTimeout, OrOff);
        var whenSilent = Say("whenSilent", levels, level => level.WhenSilent, WireNames.Of);
        var stateSaveWait = Say("stateSaveWait", levels, level => level.StateSaveWait, OrOff);
        var approval = Say("extensionApproval", levels, level => level.ExtensionApproval, WireNames.Of);
        var (limit, ceiling) = Ceiling(levels);
        // The grace period too: a job that asks for a year of it would outlive its limit by a year.
        var (longest, patience) = (Clamped(timeout.Value, limit), Clamped(grace.Value, limit));
        return new ResolvedPolicy
        {
            Timeout = longest,
            GracePeriod = patience,
            Escalation = Place(ladder.Value, longest, patience),
            Retention = retention.ToDictionary(pair => pair.Key, pair => pair.Value.Value),
            ArtifactRetention = artifacts.ToDictionary(pair => pair.Key, pair => pair.Value.Value),
            HeartbeatTimeout = silence.Value == TimeSpan.Zero ? null : silence.Value,
            WhenSilent = whenSilent.Value,
            StateSaveWait = stateSaveWait.Value,
            ExtensionApproval = approval.Value,
            Explanation =
            [
                longest < timeout.Value ? timeout.Explain(Durations.Format(limit), ceiling) : timeout.Explain(),
                patience < grace.Value ? grace.Explain(Durations.Format(limit), ceiling) : grace.Explain(),
                ladder.Explain(),
                .. retention.Values.Select(spoken => spoken.Explain()),
                .. artifacts.Values.Select(spoken => spoken.Explain()),
                silence.Explain(),
                whenSilent.Explain(),
                stateSaveWait.Explain(),
                approval.Explain(),
            ],
        };
    }

    private static string OrOff(TimeSpan time) => time == TimeSpan.Zero ? "off" : Durations.Format(time);

    private static TimeSpan Clamped(TimeSpan asked, TimeSpan limit) => asked > limit ? limit : asked;

    private static List<SpokenLevel> Levels(PolicySet policies, PolicyRequest request)
    {
        List<SpokenLevel> levels = [new("job", OfJob(request))];
        if (request.JobType is { } type && policies.JobTypes.TryGetValue(type, out var ofType)) levels.Add(new($"job type {type}", ofType));
        if (request.Organization is { } org && policies.Organizations.TryGetValue(org, out var ofOrg)) levels.Add(new($"organization {org}", ofOrg));
        levels.Add(new("global", policies.Global));
        levels.Add(new(DefaultSource, PolicySet.Defaults));
        return levels;
    }

    private static PolicyLevel OfJob(PolicyRequest request)
    {
        var level = new PolicyLevel { Timeout = request.Timeout, GracePeriod = request.GracePeriod };
        if (request.Retention is not { } kept) return level;
        return level with
        {
            Retention = Enum.GetValues<JobOutcome>().ToDictionary(outcome => outcome, _ => kept),
            ArtifactRetention = CleanupScopes.ArtifactClasses.ToDictionary(scope => scope, _ => kept),
        };
    }

    private static Spoken<T> Say<T>(string key, List<SpokenLevel> levels, Func<PolicyLevel, T?> pick, Func<T, string> show) where T : struct =>
        new(key, [.. levels.Where(l => pick(l.Level) is not null).Select(l => (l.Source, pick(l.Level)!.Value))], show);

    private static Spoken<IReadOnlyList<LadderStep>> SayLadder(List<SpokenLevel> levels) =>
        new("escalation", [.. levels.Where(l => l.Level.Escalation is not null).Select(l => (l.Source, l.Level.Escalation!))], ladder => string.Join(", ", ladder));

    private static TimeSpan? Entry<TKey>(IReadOnlyDictionary<TKey, TimeSpan> entries, TKey key) => entries.TryGetValue(key, out var value) ? value : null;

    /// <summary>The lowest one. Global's stands in for the default, which may thus be raised; an organization's can only lower it.</summary>
    private static (TimeSpan Limit, string Name) Ceiling(List<SpokenLevel> levels)
    {
        var set = levels.Where(l => l.Level.MaxTimeout is not null && l.Source != DefaultSource).Select(l => (Limit: l.Level.MaxTimeout!.Value, Name: $"{l.Source}'s maxTimeout")).ToList();
        if (!levels.Any(l => l is { Source: "global", Level.MaxTimeout: not null })) set.Add((PolicySet.Defaults.MaxTimeout!.Value, "the default maxTimeout"));
        var (limit, name) = set.MinBy(ceiling => ceiling.Limit);
        return (limit, $"{name} {Durations.Format(limit)}");
    }

    private static IReadOnlyList<EscalationStep> Place(IReadOnlyList<LadderStep> ladder, TimeSpan timeout, TimeSpan grace) =>
    [
        .. ladder
            .Select(step => new EscalationStep { Offset = OffsetOf(step, timeout, grace), Action = step.Action, Message = step.Message })
            .OrderBy(step => step.Offset)
            // Different spellings may meet at one time (timeout+5m and timeout+grace); doing the same twice at once helps nobody.
            .DistinctBy(step => (step.Offset, step.Action)),
    ];

    private static TimeSpan OffsetOf(LadderStep step, TimeSpan timeout, TimeSpan grace)
    {
        var offset = step.At.Offset(timeout, grace);
        // timeout-5m of a job that may run for two minutes: it must not be killed before it has begun.
        return offset <= -timeout && step.Action != TimeoutAction.Warn ? TimeSpan.Zero : offset;
    }
}
