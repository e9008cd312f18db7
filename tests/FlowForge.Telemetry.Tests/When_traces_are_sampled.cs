using System.Collections.Concurrent;
using System.Diagnostics;
using FlowForge.Hosting;
using FlowForge.Jobs;
using FlowForge.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace FlowForge.Telemetry.Tests;

public sealed class When_traces_are_sampled
{
    private readonly CancellationToken _cancelled = TestContext.Current.CancellationToken;

    [Fact]
    public void Should_every_service_decide_the_same_of_a_job_and_keep_about_the_share()
    {
        var samplers = new[] { new JobSampler(0.25), new JobSampler(0.25) };
        var kept = Enumerable.Range(0, 2_000).Count(number =>
        {
            var trace = JobTrace.IdOf(JobId.Parse($"job-{number}"), 1);
            var decisions = samplers.SelectMany(sampler => new[] { Sampled(sampler, trace, "job-started receive"), Sampled(sampler, trace, "cleanup-due process") }).Distinct().ToList();
            return Assert.Single(decisions);
        });

        Assert.InRange(kept, 400, 600);
    }

    [Theory]
    [InlineData("lifecycle-job-heartbeat receive", false)]
    [InlineData("flowforge.job-heartbeat send", false)]
    [InlineData("job-heartbeat batch", true)]
    [InlineData("job-finished receive", true)]
    public void Should_single_heartbeats_be_left_out(string name, bool kept) => Assert.Equal(kept, Sampled(new JobSampler(1), ActivityTraceId.CreateRandom(), name));

    [Fact]
    public async Task Should_health_checks_and_scrapes_leave_no_trace()
    {
        var ended = new Ended();
        await using var service = await ScrapedService.StartAsync(more: services => services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddProcessor(ended)));

        await service.GetAsync("/health/live", _cancelled);
        await service.GetAsync("/metrics", _cancelled);
        await service.GetAsync("/jobs", _cancelled);

        await Eventually.IsTrueAsync(() => !ended.Paths.IsEmpty, "no request was traced");
        Assert.Equal(["/jobs"], ended.Paths);
    }

    [Fact]
    public void Should_no_tag_tell_a_password()
    {
        using var activity = new Activity("test").SetTag("address", "amqp://flowforge:s3cret@rabbitmq/x").SetTag("count", 3).SetStatus(ActivityStatusCode.Error, "mongodb://a:s3cret@db");
        using var hidden = new SecretsHidden();

        hidden.OnEnd(activity);

        Assert.Equal(("amqp://***@rabbitmq/x", 3, "mongodb://***@db"), (activity.GetTagItem("address"), activity.GetTagItem("count"), activity.StatusDescription));
    }

    [Fact]
    public async Task Should_a_share_that_is_none_be_refused()
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => ScrapedService.StartAsync(new Dictionary<string, string?> { ["options:telemetry:traceRatio"] = "1.5" }));

        Assert.Contains("traceRatio must be between 0 and 1", refused.Message, StringComparison.Ordinal);
    }

    private static bool Sampled(Sampler sampler, ActivityTraceId trace, string name) =>
        sampler.ShouldSample(new SamplingParameters(default, trace, name, ActivityKind.Consumer)).Decision == SamplingDecision.RecordAndSample;

    private sealed class Ended : BaseProcessor<Activity>
    {
        public ConcurrentQueue<string> Paths { get; } = new();

        public override void OnEnd(Activity data)
        {
            if (data.Kind == ActivityKind.Server) Paths.Enqueue((string)data.GetTagItem("url.path")!);
        }
    }
}
