using System.Text.RegularExpressions;
using FlowForge.Testing;

namespace FlowForge.Telemetry.Tests;

[Collection(nameof(Alone))]
public sealed partial class When_metrics_are_scraped
{
    private readonly CancellationToken _cancelled = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Should_they_have_the_names_that_alerts_and_dashboard_ask_for()
    {
        await using var service = await ScrapedService.StartAsync();
        var known = await NamesAsync(service);

        var asked = Ours().Matches(string.Join('\n', [Observed.Alerts, .. Observed.Queries])).Select(match => match.Value).ToHashSet();

        // Else the pattern has gone wrong, and nothing is looked at.
        Assert.True(asked.Count > 10, string.Join(' ', asked));
        Assert.Empty(asked.Except(known));
    }

    [Fact]
    public async Task Should_each_of_ours_be_shown_on_the_dashboard_and_told_in_the_guide()
    {
        await using var service = await ScrapedService.StartAsync();
        var ours = (await NamesAsync(service)).Where(name => name.StartsWith("flowforge_", StringComparison.Ordinal)).Select(name => Part().Replace(name, "")).ToHashSet();

        Assert.Equal(15, ours.Count);
        Assert.All(ours, name => Assert.Contains(Observed.Queries, query => query.Contains(name, StringComparison.Ordinal)));
        Assert.All(ours, name => Assert.Contains($"`{name}`", Observed.Guide, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Should_lateness_be_told_in_seconds_and_in_buckets_around_one()
    {
        await using var service = await ScrapedService.StartAsync();
        await NamesAsync(service);

        var lines = await service.GetAsync("/metrics", _cancelled);

        Assert.Matches("""flowforge_deadline_lateness_seconds_bucket\{[^}]*le="1"\} 0\n""", lines);
        Assert.Matches("""flowforge_deadline_lateness_seconds_bucket\{[^}]*le="5"\} 1\n""", lines);
        Assert.Matches("""flowforge_escalations_total\{[^}]*action="hard_kill",result="already_gone"\} 1\n""", lines);
        Assert.Matches("""flowforge_cleanups_total\{[^}]*resource_type="secret",result="gave_up"\} 1\n""", lines);
        Assert.Matches("""flowforge_recovery_suspended(\{[^}]*\})? 1\n""", lines);
        Assert.Matches("""flowforge_recovery_verdicts_total\{[^}]*action="declare_dead",cause="no pods"\} 1\n""", lines);
        Assert.Matches("""flowforge_orphan_scans_total\{[^}]*kind="pod",result="stopped"\} 1\n""", lines);
        Assert.Matches("""flowforge_orphans_ready\{[^}]*kind="secret"\} 40\n""", lines);
        Assert.Matches("""flowforge_orphan_removals_total\{[^}]*kind="secret",result="failed"\} 1\n""", lines);
        Assert.Matches("""flowforge_ledger_depth(\{[^}]*\})? 1000000\n""", lines);
        Assert.Matches("""target_info\{[^}]*service_instance_id="replica-7"[^}]*\} 1""", lines);
    }

    private async Task<IReadOnlySet<string>> NamesAsync(ScrapedService service)
    {
        service.MeasureAll();
        await service.GetAsync("/jobs", _cancelled);
        var text = "";
        // A scrape's answer is kept for a third of a second.
        await Eventually.IsTrueAsync(async () => (text = await service.GetAsync("/metrics", _cancelled)).Contains("flowforge_ledger_depth", StringComparison.Ordinal)
            && text.Contains("http_server_request_duration", StringComparison.Ordinal), "the metrics did not come");
        return text.Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('{', ' ')[0]).ToHashSet();
    }

    [GeneratedRegex(@"\b(flowforge|dotnet|http_server)_[a-z0-9_]+")]
    private static partial Regex Ours();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex Part();
}
