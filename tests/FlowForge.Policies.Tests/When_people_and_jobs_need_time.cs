using FlowForge.Configuration;
using FlowForge.Jobs;

namespace FlowForge.Policies.Tests;

/// <summary>The wait for saved state, and who has to agree to an extension.</summary>
public class When_people_and_jobs_need_time
{
    private static readonly PolicySet Policies = PolicyParser.Parse("""
        {
          "policies": {
            "global": { "stateSaveWait": "1m" },
            "organizations": { "acme": { "stateSaveWait": "10m", "extensionApproval": "second_person" } },
            "jobTypes": { "train": { "stateSaveWait": "1h" }, "batch": { "stateSaveWait": "0s", "extensionApproval": "none" } },
          },
        }
        """);

    [Theory]
    [InlineData(null, null, "1m", "global", "over default off")]
    [InlineData("acme", null, "10m", "organization acme", "over global 1m")]
    [InlineData("acme", "train", "1h", "job type train", "over organization acme 10m, global 1m")]
    [InlineData("acme", "batch", "off", "job type batch", "over organization acme 10m, global 1m")]
    public void Should_take_the_most_specific_wait(string? org, string? type, string value, string source, string note)
    {
        var resolved = Resolve(org, type);
        Assert.Equal(value == "off" ? TimeSpan.Zero : Durations.Parse(value), resolved.StateSaveWait);
        var said = resolved.Explanation.Single(e => e.Key == "stateSaveWait");
        Assert.Equal((value, source, note), (said.Value, said.Source, said.Note));
    }

    [Theory]
    [InlineData(null, null, ExtensionApproval.None, "none", "default")]
    [InlineData("acme", null, ExtensionApproval.SecondPerson, "second_person", "organization acme")]
    [InlineData("acme", "batch", ExtensionApproval.None, "none", "job type batch")]
    public void Should_take_the_most_specific_approval(string? org, string? type, ExtensionApproval approval, string value, string source)
    {
        var resolved = Resolve(org, type);
        Assert.Equal(approval, resolved.ExtensionApproval);
        var said = resolved.Explanation.Single(e => e.Key == "extensionApproval");
        Assert.Equal((value, source), (said.Value, said.Source));
    }

    [Theory]
    [InlineData("stateSaveWait", "61m", "'1h1m' is longer than 1h; a job that needs longer to save its state needs a longer gracePeriod")]
    [InlineData("stateSaveWait", "-1m", "'-1m' is negative")]
    [InlineData("extensionApproval", "third_person", "none, second_person")]
    public void Should_refuse_what_is_out_of_range(string key, string value, string problem)
    {
        var refused = Assert.Throws<PolicyFileException>(() => PolicyParser.Parse($$"""{ "policies": { "jobTypes": { "train": { "{{key}}": "{{value}}" } } } }"""));
        Assert.Contains($"$.policies.jobTypes.train.{key}: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_be_kept_with_the_job()
    {
        var kept = StoredJson.Read<ResolvedPolicy>(StoredJson.Write(Resolve("acme", "train")));
        Assert.Equal((TimeSpan.FromHours(1), ExtensionApproval.SecondPerson), (kept.StateSaveWait, kept.ExtensionApproval));
    }

    private static ResolvedPolicy Resolve(string? org, string? type) => PolicyResolver.Resolve(Policies, new PolicyRequest { Organization = org, JobType = type });
}
