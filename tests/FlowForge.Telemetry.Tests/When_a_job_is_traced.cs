using System.Diagnostics;
using FlowForge.Contracts;
using FlowForge.Hosting;
using FlowForge.Jobs;
using FlowForge.Testing;

namespace FlowForge.Telemetry.Tests;

public sealed class When_a_job_is_traced
{
    private readonly CancellationToken _cancelled = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Should_its_whole_life_be_one_trace()
    {
        using var spans = new Spans();
        await using var harness = await AllServices.StartAsync();

        var trace = await LiveAsync(harness, spans, "traced-whole");

        var names = spans.Of(trace).Select(span => span.DisplayName).ToList();
        string[] expected =
        [
            "job-started receive", "job-started process", "scheduler send", "scheduler receive", "job-finished receive",
            "cleanup-cleanup-due timer", "cleanup-cleanup-due receive", "cleanup-due receive", "cleanup-due process", "audit-cleanup-performed receive",
        ];
        Assert.All(expected, name => Assert.Contains(name, names));
    }

    [Fact]
    public async Task Should_each_span_have_its_parent_in_the_trace_or_begin_at_what_came_from_outside()
    {
        using var spans = new Spans();
        await using var harness = await AllServices.StartAsync();

        var trace = await LiveAsync(harness, spans, "traced-parents");

        var all = spans.Of(trace);
        var ids = all.Select(span => span.SpanId).ToHashSet();
        var tops = all.Where(span => !ids.Contains(span.ParentSpanId)).ToList();
        Assert.All(tops, top => Assert.Equal(default, top.ParentSpanId));
        Assert.Equal(["cleanup-cleanup-due timer", "job-finished receive", "job-started receive"], tops.Select(top => top.DisplayName).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Should_the_delivery_of_a_timer_be_above_what_it_sets_off()
    {
        using var spans = new Spans();
        await using var harness = await AllServices.StartAsync();

        var trace = await LiveAsync(harness, spans, "traced-timer");

        var all = spans.Of(trace).ToDictionary(span => span.SpanId);
        var told = all.Values.First(span => span.DisplayName == "audit-cleanup-performed receive");
        var above = new List<string>();
        for (var span = told; all.TryGetValue(span.ParentSpanId, out var parent); span = parent) above.Add(parent.DisplayName);
        Assert.Equal("cleanup-cleanup-due timer", above[^1]);
        Assert.Contains("cleanup-due receive", above);
        Assert.True((double)all.Values.First(span => span.DisplayName == above[^1]).GetTagItem("timer.lateness")! >= 0);
    }

    [Fact]
    public async Task Should_what_came_in_another_trace_be_linked_with_it()
    {
        using var spans = new Spans();
        await using var harness = await AllServices.StartAsync();

        var trace = await LiveAsync(harness, spans, "traced-link");

        var started = spans.Of(trace).First(span => span.DisplayName == "job-started receive");
        var link = Assert.Single(started.Links).Context;
        Assert.NotEqual(trace, link.TraceId);
        Assert.Contains(spans.All, span => span.SpanId == link.SpanId && span.DisplayName == "lifecycle-job-started receive");
        Assert.Equal(("traced-link", 1), (started.GetTagItem(TelemetryNames.JobId), started.GetTagItem(TelemetryNames.Attempt)));
    }

    [Fact]
    public async Task Should_a_batch_have_a_trace_of_its_own_with_links_to_its_messages()
    {
        using var spans = new Spans();
        await using var harness = await AllServices.StartAsync();

        var trace = await LiveAsync(harness, spans, "traced-batch");

        await Eventually.IsTrueAsync(() => spans.All.Any(span => span.DisplayName == "cleanup-performed batch" && span.Links.Any(link => link.Context.TraceId == trace)), "no batch names the job's trace");
        Assert.DoesNotContain(spans.Of(trace), span => span.DisplayName.EndsWith(" batch", StringComparison.Ordinal));
    }

    [Fact]
    public void Should_the_trace_be_found_by_the_correlation_id() =>
        Assert.Equal(DerivedId.Correlation("build-42", 3).Replace("-", ""), JobTrace.IdOf(JobId.Parse("build-42"), 3).ToHexString());

    /// <summary>Started, ended and cleaned up; and all of it seen by the audit.</summary>
    private async Task<ActivityTraceId> LiveAsync(ServiceHarness harness, Spans spans, string jobId)
    {
        harness.AddEnded(jobId);
        var now = TimeProvider.System.Now();
        await harness.Bus.Publish(new JobStarted { JobId = jobId, StartedAt = now, Retention = "0s" }, _cancelled);
        await harness.Bus.Publish(new JobFinished { JobId = jobId, FinishedAt = now, Outcome = JobOutcome.Succeeded }, _cancelled);
        await harness.SettledAsync(jobId);
        var trace = JobTrace.IdOf(JobId.Parse(jobId), 1);
        // A span is told of when it ends, a little after what it did can be seen; the last to end are those at the top.
        await Eventually.IsTrueAsync(
            () => spans.Of(trace) is var seen
                && seen.Any(span => span.DisplayName == "audit-cleanup-performed receive")
                && seen.All(span => span.ParentSpanId == default || seen.Any(other => other.SpanId == span.ParentSpanId)),
            "the trace did not become whole");
        return trace;
    }
}
