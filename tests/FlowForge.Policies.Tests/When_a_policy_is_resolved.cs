using CsCheck;
using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.Policies.Tests;

/// <summary>What must hold for every combination of levels.</summary>
public class When_a_policy_is_resolved
{
    private static readonly Gen<TimeSpan> Time = Gen.Int[1, 31_536_000].Select(s => TimeSpan.FromSeconds(s));
    private static readonly Gen<TimeSpan?> MaybeTime = Gen.Frequency((1, Gen.Const((TimeSpan?)null)), (2, Time.Select(t => (TimeSpan?)t)));

    private static readonly Gen<StepTime> At = Gen.OneOf(
        Gen.Int[1, 1000].Select(p => StepTime.Parse($"{p}%")),
        Gen.Int[1, 100].Select(n => StepTime.Parse($"timeout+{n}*grace")),
        Gen.Select(Gen.Bool, Gen.Int[1, 100_000]).Select((late, s) => StepTime.Parse($"timeout{(late ? '+' : '-')}{s}s")));

    private static readonly Gen<LadderStep> Step = Gen.Select(At, Gen.Enum<TimeoutAction>()).Select((at, action) => new LadderStep(at, action));
    private static readonly Gen<IReadOnlyList<LadderStep>?> Ladder = Gen.Frequency(
        (1, Gen.Const((IReadOnlyList<LadderStep>?)null)), (2, Step.List[1, 8].Select(l => (IReadOnlyList<LadderStep>?)l)));

    private static readonly Gen<PolicyLevel> Level = Gen.Select(MaybeTime, MaybeTime, MaybeTime, Ladder)
        .Select((timeout, max, grace, ladder) => new PolicyLevel { Timeout = timeout, MaxTimeout = max, GracePeriod = grace, Escalation = ladder });

    private static readonly Gen<(PolicyLevel Global, PolicyLevel Org, PolicyLevel Type, PolicyRequest Job)> Case =
        Gen.Select(Level, Level, Level.Select(l => l with { MaxTimeout = null }), MaybeTime, (global, org, type, job) =>
            (global, org, type, new PolicyRequest { Organization = "acme", JobType = "build", Timeout = job }));

    [Fact]
    public void Should_never_exceed_a_ceiling_and_else_be_what_the_most_specific_level_says() => Case.Sample(levels =>
    {
        var resolved = Resolve(levels);
        var said = levels.Job.Timeout ?? levels.Type.Timeout ?? levels.Org.Timeout ?? levels.Global.Timeout ?? TimeSpan.FromHours(2);
        var ceiling = new[] { levels.Global.MaxTimeout ?? TimeSpan.FromHours(24), levels.Org.MaxTimeout ?? TimeSpan.MaxValue }.Min();
        Assert.Equal(said < ceiling ? said : ceiling, resolved.Timeout);
        var explained = resolved.Explanation.Single(e => e.Key == "timeout");
        Assert.Equal(said > ceiling, explained.Note?.Contains("clamped from", StringComparison.Ordinal) ?? false);
        Assert.Equal(resolved.Timeout, Durations.Parse(explained.Value));
    });

    [Fact]
    public void Should_put_the_ladder_in_order_of_time_and_kill_nobody_before_the_start() => Case.Sample(levels =>
    {
        var resolved = Resolve(levels);
        Assert.NotEmpty(resolved.Escalation);
        Assert.Equal(resolved.Escalation.OrderBy(s => s.Offset).ToList(), resolved.Escalation);
        Assert.All(resolved.Escalation, s => Assert.True(s.Offset >= -resolved.Timeout));
        Assert.All(resolved.Escalation.Where(s => s.Action != TimeoutAction.Warn), s => Assert.True(s.Offset > -resolved.Timeout));
        Assert.Equal(resolved.Escalation.Count, resolved.Escalation.Select(s => (s.Offset, s.Action)).Distinct().Count());
    });

    [Fact]
    public void Should_keep_the_order_of_the_file_for_steps_of_one_time()
    {
        var set = PolicyParser.Parse("""
            { "policies": { "global": { "gracePeriod": "5m", "escalation": [
                { "at": "timeout + 5m", "action": "force_delete" }, { "at": "timeout+grace", "action": "hard_kill", "message": "bye" },
                { "at": "50 %", "action": "warn" }, { "at": "timeout+ 1 * grace", "action": "soft_kill" }, { "at": "timeout-200m", "action": "soft_kill" } ] } } }
            """);

        var ladder = PolicyResolver.Resolve(set, new PolicyRequest()).Escalation;

        Assert.Equal(
            [(-60, TimeoutAction.Warn, null), (0, TimeoutAction.SoftKill, null), (5, TimeoutAction.ForceDelete, null), (5, TimeoutAction.HardKill, "bye"), (5, TimeoutAction.SoftKill, null)],
            ladder.Select(s => ((int)s.Offset.TotalMinutes, s.Action, s.Message)));
    }

    private static ResolvedPolicy Resolve((PolicyLevel Global, PolicyLevel Org, PolicyLevel Type, PolicyRequest Job) levels) => PolicyResolver.Resolve(
        new PolicySet
        {
            Global = levels.Global,
            Organizations = new Dictionary<string, PolicyLevel> { ["acme"] = levels.Org },
            JobTypes = new Dictionary<string, PolicyLevel> { ["build"] = levels.Type },
        },
        levels.Job);
}
