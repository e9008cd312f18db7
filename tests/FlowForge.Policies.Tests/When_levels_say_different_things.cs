using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.Policies.Tests;

public class When_levels_say_different_things
{
    private static readonly PolicySet Policies = PolicyParser.Parse("""
        {
          // Comments and trailing commas are allowed.
          "policies": {
            "global": { "timeout": "3h", "gracePeriod": "2m", "retention": { "failed": "48h", "artifacts": { "logs": "14d" } } },
            "organizations": {
              "acme": { "timeout": "1h", "maxTimeout": "4h", "retention": { "artifacts": { "reports": "90d" } } },
              "wide": { "maxTimeout": "48h" },
            },
            "jobTypes": { "build": { "timeout": "30m", "escalation": [ { "at": "timeout", "action": "hard_kill" } ] }, "train": { "timeout": "20h" } },
          },
        }
        """);

    public static TheoryData<string?, string?, string?, string, string, string?> Timeouts => new()
    {
        { null, null, null, "3h", "global", "over default 2h" },
        { "unknown", "unknown", null, "3h", "global", "over default 2h" },
        { "acme", null, null, "1h", "organization acme", "over global 3h" },
        { "acme", "build", null, "30m", "job type build", "over organization acme 1h, global 3h" },
        { "acme", "build", "10m", "10m", "job", "over job type build 30m, organization acme 1h, global 3h" },
        { "acme", null, "5h", "4h", "job", "over organization acme 1h, global 3h; clamped from 5h by organization acme's maxTimeout 4h" },
        { "acme", "train", null, "4h", "job type train", "over organization acme 1h, global 3h; clamped from 20h by organization acme's maxTimeout 4h" },
        { "wide", null, "30h", "1d", "job", "over global 3h; clamped from 1d6h by the default maxTimeout 1d" },
        { null, null, "4h", "4h", "job", "over global 3h" },
    };

    [Theory]
    [MemberData(nameof(Timeouts))]
    public void Should_take_the_most_specific_timeout_under_the_ceilings(string? org, string? type, string? job, string value, string source, string? note)
    {
        var resolved = PolicyResolver.Resolve(Policies, Request(org, type, job));

        Assert.Equal(Durations.Parse(value), resolved.Timeout);
        var explained = resolved.Explanation.Single(e => e.Key == "timeout");
        Assert.Equal((value, source, note), (explained.Value, explained.Source, explained.Note));
    }

    [Fact]
    public void Should_clamp_the_grace_period_too()
    {
        var resolved = PolicyResolver.Resolve(Policies, Request("acme", null, null) with { GracePeriod = TimeSpan.FromDays(365) });

        Assert.Equal(TimeSpan.FromHours(4), resolved.GracePeriod);
        Assert.Equal("over global 2m; clamped from 365d by organization acme's maxTimeout 4h", resolved.Explanation.Single(e => e.Key == "gracePeriod").Note);
    }

    [Fact]
    public void Should_resolve_each_key_by_itself()
    {
        var resolved = PolicyResolver.Resolve(Policies, Request("acme", "build", null));

        Assert.Equal("job type build", resolved.SourceOf("timeout"));
        Assert.Equal("global", resolved.SourceOf("gracePeriod"));
        Assert.Equal("job type build", resolved.SourceOf("escalation"));
        Assert.Equal("default", resolved.SourceOf("retention.succeeded"));
        Assert.Equal("global", resolved.SourceOf("retention.failed"));
        Assert.Equal("global", resolved.SourceOf("retention.artifacts.logs"));
        Assert.Equal("organization acme", resolved.SourceOf("retention.artifacts.reports"));
        Assert.Equal("default", resolved.SourceOf("retention.artifacts.partial"));
        Assert.Equal(TimeSpan.FromDays(90), resolved.RetentionOf(CleanupScopes.Reports, JobOutcome.Failed));
        Assert.Equal(TimeSpan.FromDays(14), resolved.RetentionOf(CleanupScopes.Logs, JobOutcome.Failed));
        Assert.Equal(TimeSpan.FromDays(2), resolved.RetentionOf(CleanupScopes.Runtime, JobOutcome.Failed));
    }

    [Fact]
    public void Should_let_a_job_choose_its_grace_period_and_all_its_retention()
    {
        var resolved = PolicyResolver.Resolve(Policies, Request("acme", "build", null) with { GracePeriod = TimeSpan.FromSeconds(9), Retention = TimeSpan.Zero });

        Assert.Equal(TimeSpan.FromSeconds(9), resolved.GracePeriod);
        Assert.All(CleanupScopes.All, scope => Assert.All(Enum.GetValues<JobOutcome>(), outcome => Assert.Equal(TimeSpan.Zero, resolved.RetentionOf(scope, outcome))));
        Assert.All(resolved.Explanation.Where(e => e.Key.StartsWith("retention.", StringComparison.Ordinal)), e => Assert.Equal(("job", "0s"), (e.Source, e.Value)));
        Assert.Equal("over global 14d", Note(resolved, "retention.artifacts.logs"));
    }

    [Fact]
    public void Should_fall_back_to_the_documented_defaults()
    {
        var resolved = PolicyResolver.Resolve(PolicySet.Default, new PolicyRequest());

        Assert.Equal(TimeSpan.FromHours(2), resolved.Timeout);
        Assert.Equal(TimeSpan.FromMinutes(5), resolved.GracePeriod);
        Assert.Equal(
            [(-24, TimeoutAction.Warn), (0, TimeoutAction.SoftKill), (5, TimeoutAction.HardKill), (10, TimeoutAction.ForceDelete)],
            resolved.Escalation.Select(step => ((int)step.Offset.TotalMinutes, step.Action)));
        Assert.Equal([1, 24, 24], Enum.GetValues<JobOutcome>().Select(o => (int)resolved.Retention[o].TotalHours));
        Assert.Equal([7, 7, 7, 30], CleanupScopes.ArtifactClasses.Select(c => (int)resolved.ArtifactRetention[c].TotalDays));
        Assert.Equal((null, WhenSilent.Report), (resolved.HeartbeatTimeout, resolved.WhenSilent));
        Assert.Equal((TimeSpan.Zero, ExtensionApproval.None), (resolved.StateSaveWait, resolved.ExtensionApproval));
        Assert.Equal(["off", "report", "off", "none"], resolved.Explanation.TakeLast(4).Select(e => e.Value));
        Assert.All(resolved.Explanation, e => Assert.Equal(("default", null), (e.Source, e.Note)));
        Assert.Equal(
            ["timeout", "gracePeriod", "escalation", "retention.succeeded", "retention.failed", "retention.terminated",
                "retention.artifacts.logs", "retention.artifacts.artifacts", "retention.artifacts.partial", "retention.artifacts.reports", "heartbeatTimeout", "whenSilent", "stateSaveWait", "extensionApproval"],
            resolved.Explanation.Select(e => e.Key));
    }

    private static string Note(ResolvedPolicy resolved, string key) => resolved.Explanation.Single(e => e.Key == key).Note!;

    private static PolicyRequest Request(string? org, string? type, string? job) =>
        new() { Organization = org, JobType = type, Timeout = job is null ? null : Durations.Parse(job) };
}
