using System.Text.RegularExpressions;

namespace FlowForge.Contracts.Tests;

/// <summary>What people wrote between the generated tables, and the example programs, must be true too.</summary>
public partial class When_the_guide_is_read
{
    private const string Guide = "docs/messages.md";

    /// <summary>Made by the deployment; no message has it.</summary>
    private const string Unroutable = "flowforge.unroutable";

    private static readonly string Prose = Generated().Replace(CheckedIn.Read(Guide), "");

    [Fact]
    public void Should_show_events_with_fields_that_exist()
    {
        var examples = Block().Matches(Prose).Select(block => Wire.Tree(block.Groups["text"].Value)).ToList();

        Assert.Equal(2, examples.Count);
        Assert.NotNull(Wire.Read(examples[0].ToJsonString(), typeof(JobStarted)));
        var enveloped = Exchange.Out.Single(exchange => exchange.Urn == (string)examples[1]["messageType"]![0]!);
        AssertFields(examples[0].Select(pair => pair.Key), typeof(JobStarted));
        AssertFields(examples[1]["message"]!.AsObject().Select(pair => pair.Key), enveloped.Message);
        Assert.All(examples[1].Select(pair => pair.Key), member => Assert.NotNull(EnvelopeSchema.Common()["properties"]![member]));
    }

    [Fact]
    public void Should_name_no_exchange_that_does_not_exist()
    {
        var names = Exchange.All.Select(exchange => exchange.Name).Append(Unroutable).ToHashSet();
        string[] files = [Guide, .. Directory.EnumerateFiles(Path.Combine(CheckedIn.Root, "docs/examples"), "lifecycle.*", SearchOption.AllDirectories), "docs/examples/go/main.go"];

        Assert.Equal(4, files.Length);
        Assert.All(files, file =>
        {
            var named = ExchangeName().Matches(CheckedIn.Read(file)).Select(match => match.Value).ToList();
            Assert.Contains("flowforge.job-started", named);
            Assert.All(named, name => Assert.Contains(name, names));
        });
    }

    [Fact]
    public void Should_let_a_job_manager_write_to_the_incoming_exchanges_only()
    {
        var row = Prose.Split('\n').Single(line => line.StartsWith("| `job-manager` |", StringComparison.Ordinal));
        var write = CodeSpan().Matches(row)[1].Groups["code"].Value.Replace(@"\|", "|", StringComparison.Ordinal);

        Assert.All(Exchange.All, exchange => Assert.Equal(exchange.Incoming, Regex.IsMatch(exchange.Name, write)));
        Assert.DoesNotMatch(write, Unroutable);
        Assert.DoesNotMatch(write, "not-" + Exchange.In[0].Name);
    }

    [Fact]
    public void Should_link_to_what_is_there() =>
        Assert.All(Link().Matches(Prose).Select(link => link.Groups["path"].Value), path =>
            Assert.True(Path.Exists(Path.Combine(CheckedIn.Root, "docs", path)), $"{Guide} links to {path}, which is not there"));

    private static void AssertFields(IEnumerable<string> shown, Type message) =>
        Assert.All(shown, field => Assert.Contains(field, Field.Of(message).Select(known => known.Name)));

    [GeneratedRegex("<!-- generated:(?<name>[a-z]+) -->.*?<!-- /generated:\\k<name> -->", RegexOptions.Singleline)]
    private static partial Regex Generated();

    [GeneratedRegex(@"^```json\n(?<text>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex("flowforge\\.[a-z][a-z-]+[a-z]")]
    private static partial Regex ExchangeName();

    [GeneratedRegex("`(?<code>[^`]+)`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"\]\((?<path>[^)#:]+)\)")]
    private static partial Regex Link();
}
