using FlowForge.Jobs;

namespace FlowForge.Policies.Tests;

public class When_jobs_may_fall_silent
{
    private static readonly PolicySet Policies = PolicyParser.Parse("""
        {
          "policies": {
            "global": { "heartbeatTimeout": "10m" },
            "organizations": { "acme": { "heartbeatTimeout": "5m", "whenSilent": "restart" }, "careful": { "whenSilent": "report" } },
            "jobTypes": { "train": { "heartbeatTimeout": "1h30m" }, "batch": { "heartbeatTimeout": "0s" }, "flaky": { "whenSilent": "restart" } },
          },
        }
        """);

    public static TheoryData<string?, string?, string, string, string?> Timeouts => new()
    {
        { null, null, "10m", "global", "over default off" },
        { "acme", null, "5m", "organization acme", "over global 10m" },
        { "acme", "train", "1h30m", "job type train", "over organization acme 5m, global 10m" },
        { "careful", "flaky", "10m", "global", "over default off" },
    };

    public static TheoryData<string?, string?, WhenSilent, string, string?> Answers => new()
    {
        { null, null, WhenSilent.Report, "default", null },
        { "acme", "train", WhenSilent.Restart, "organization acme", "over default report" },
        { "careful", null, WhenSilent.Report, "organization careful", "over default report" },
        { "careful", "flaky", WhenSilent.Restart, "job type flaky", "over organization careful report" },
    };

    [Theory]
    [MemberData(nameof(Timeouts))]
    public void Should_take_the_most_specific_heartbeatTimeout(string? org, string? type, string value, string source, string? note)
    {
        var resolved = Resolve(org, type);
        Assert.Equal(Durations.Parse(value), resolved.HeartbeatTimeout);
        Assert.Equal((value, source, note), Explained(resolved, "heartbeatTimeout"));
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public void Should_take_the_most_specific_answer_by_itself(string? org, string? type, WhenSilent answer, string source, string? note)
    {
        var resolved = Resolve(org, type);
        Assert.Equal(answer, resolved.WhenSilent);
        Assert.Equal((answer == WhenSilent.Report ? "report" : "restart", source, note), Explained(resolved, "whenSilent"));
    }

    [Fact]
    public void Should_let_a_level_turn_off_what_a_less_specific_one_asks_for()
    {
        var resolved = Resolve("acme", "batch");
        Assert.Null(resolved.HeartbeatTimeout);
        Assert.Equal(("off", "job type batch", "over organization acme 5m, global 10m"), Explained(resolved, "heartbeatTimeout"));
    }

    [Fact]
    public void Should_not_be_clamped_by_the_ceiling_of_timeouts()
    {
        var set = PolicyParser.Parse("""{ "policies": { "global": { "timeout": "1h", "maxTimeout": "1h", "heartbeatTimeout": "3h" } } }""");
        Assert.Equal(TimeSpan.FromHours(3), PolicyResolver.Resolve(set, new PolicyRequest()).HeartbeatTimeout);
    }

    /// <summary>A job's resolved policy is stored with it, and one that was stored before there were these keys has none of them.</summary>
    [Fact]
    public void Should_be_kept_with_the_job()
    {
        var resolved = Resolve("acme", null);
        var kept = StoredJson.Read<ResolvedPolicy>(StoredJson.Write(resolved));
        Assert.Equal((resolved.HeartbeatTimeout, WhenSilent.Restart), (kept.HeartbeatTimeout, kept.WhenSilent));
        var older = StoredJson.Write(resolved).Replace("heartbeatTimeout\":\"00", "other\":\"00", StringComparison.Ordinal).Replace("whenSilent\":\"", "other2\":\"", StringComparison.Ordinal);
        var read = StoredJson.Read<ResolvedPolicy>(older);
        Assert.Equal((null, WhenSilent.Report), (read.HeartbeatTimeout, read.WhenSilent));
    }

    private static ResolvedPolicy Resolve(string? org, string? type) => PolicyResolver.Resolve(Policies, new PolicyRequest { Organization = org, JobType = type });

    private static (string, string, string?) Explained(ResolvedPolicy resolved, string key) =>
        resolved.Explanation.Single(e => e.Key == key) is var said ? (said.Value, said.Source, said.Note) : default;
}
