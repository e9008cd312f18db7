using System.Text.Json;
using FlowForge.Testing;

namespace FlowForge.Standalone.Tests;

public sealed class When_the_demo_runs
{
    [Fact]
    public async Task Should_end_well_and_report_what_was_expected_and_what_happened()
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "report.json");

        var result = await FlowForgeCommand.RunAsync("demo", "--report", file);

        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        var report = JsonDocument.Parse(File.ReadAllText(file)).RootElement;
        Assert.True(report.GetProperty("passed").GetBoolean());
        var jobs = report.GetProperty("jobs").EnumerateArray().ToList();
        Assert.True(jobs.Count >= 6);
        Assert.All(jobs, job =>
        {
            Assert.True(job.TryGetProperty("expected", out _));
            Assert.NotEqual(default, job.GetProperty("happened").GetProperty("finishedAt").GetDateTimeOffset());
            Assert.NotEmpty(job.GetProperty("audit").EnumerateArray());
        });
        var orphan = report.GetProperty("orphan");
        Assert.True(orphan.GetProperty("passed").GetBoolean());
        Assert.Equal("removed", Assert.Single(orphan.GetProperty("found").EnumerateArray()).GetProperty("state").GetString());
        Assert.Contains("hard_kill", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_say_before_it_starts_that_the_report_cannot_be_written()
    {
        var result = await FlowForgeCommand.RunAsync("demo", "--report", "/proc/nowhere/report.json");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("cannot be written", result.Error, StringComparison.Ordinal);
    }
}
