using System.Text.Json;
using System.Text.RegularExpressions;
using FlowForge.Configuration;
using FlowForge.Jobs;
using FlowForge.Policies;

namespace FlowForge.Hooks.Tests;

/// <summary>What the guides show must be true.</summary>
public partial class When_the_guides_are_read
{
    private static readonly JsonSerializerOptions Indented = new(HookJson.Options) { WriteIndented = true };

    public static TheoryData<string, int> Examples =>
    [
        .. from guide in (string[])["timeouts.md", "hooks.md"]
           from index in Enumerable.Range(0, Blocks(guide).Count)
           select new TheoryDataRow<string, int>(guide, index),
    ];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Should_show_only_JSON_that_works(string guide, int index)
    {
        var example = Blocks(guide)[index];
        if (example.Contains("\"jobId\"", StringComparison.Ordinal))
        {
            var context = JsonSerializer.Deserialize<HookContext>(example, HookJson.Options)!;
            Assert.Equal(JsonSerializer.Serialize(context, Indented), example.Trim());
            return;
        }
        PolicyFileReader.Read(example, new PolicySection(), [new HookSection()]);
    }

    [Fact]
    public void Should_hold_the_expected_examples() => Assert.Equal((5, 2), (Blocks("timeouts.md").Count, Blocks("hooks.md").Count));

    [Fact]
    public void Should_explain_the_timeout_as_the_first_example_gives_it()
    {
        var policies = PolicyParser.Parse(Blocks("timeouts.md")[0]);

        var explained = PolicyResolver
            .Resolve(policies, new PolicyRequest { Organization = "acme", JobType = "build", Timeout = TimeSpan.FromHours(5) })
            .Explanation.Single(e => e.Key == "timeout");

        Assert.Contains($"| `timeout` | `{explained.Value}` | `{explained.Source}` | {explained.Note} |", Guide("timeouts.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void Should_show_the_default_ladder()
    {
        var shown = PolicyParser.Parse(Blocks("timeouts.md")[1]).Global.Escalation!;

        Assert.Equal(PolicySet.Defaults.Escalation!, shown);
    }

    [Fact]
    public void Should_quote_the_errors_of_a_bad_file()
    {
        var refused = Assert.Throws<PolicyFileException>(() => PolicyParser.Parse(
            """{ "policies": { "global": { "timeuot": "2h" }, "organizations": { "acme": { "gracePeriod": "5" } } } }""", file: "policies.json"));

        Assert.Contains(refused.Message, Guide("timeouts.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void Should_tell_the_defaults_of_every_key()
    {
        var rows = Row().Matches(Guide("timeouts.md")).ToDictionary(row => row.Groups["key"].Value, row => row.Groups["value"].Value);

        var resolved = PolicyResolver.Resolve(PolicySet.Default, new PolicyRequest());
        Assert.Equal(resolved.Timeout, Durations.Parse(rows["timeout"]));
        Assert.Equal(resolved.GracePeriod, Durations.Parse(rows["gracePeriod"]));
        Assert.Equal(PolicySet.Defaults.MaxTimeout, Durations.Parse(rows["maxTimeout"]));
        Assert.Equal(PolicySet.Defaults.HeartbeatTimeout, Durations.Parse(rows["heartbeatTimeout"], zeroAllowed: true));
        Assert.Equal(WireNames.Of(resolved.WhenSilent), rows["whenSilent"]);
        foreach (var explained in resolved.Explanation.Where(e => e.Key.StartsWith("retention.", StringComparison.Ordinal)))
            Assert.Equal(Durations.Parse(explained.Value), Durations.Parse(rows[explained.Key]));
    }

    private static string Guide(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Guides", name));

    private static List<string> Blocks(string guide) => [.. Block().Matches(Guide(guide)).Select(block => block.Groups["text"].Value)];

    [GeneratedRegex(@"^```json\n(?<text>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^\| `(?<key>[a-zA-Z.]+)` \| [^|]*\| `(?<value>[0-9a-z]+)`[^|]*\|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
