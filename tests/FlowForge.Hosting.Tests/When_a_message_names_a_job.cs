using System.Collections.Concurrent;
using System.Diagnostics;
using FlowForge.Jobs;
using FlowForge.Testing;
using MassTransit;

namespace FlowForge.Hosting.Tests;

public sealed class When_a_message_names_a_job
{
    private readonly CancellationToken _cancelled = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Should_its_consumer_run_in_the_trace_of_the_job()
    {
        using var listener = Listen();
        await using var harness = await ServiceHarness.StartAsync(bus => bus.AddConsumer<TraceNotes>());

        await harness.Bus.Publish(new JobNote { JobId = "build-42", Attempt = 3 }, _cancelled);

        Assert.Equal(JobTrace.IdOf(JobId.Parse("build-42"), 3), (await SeenAsync("build-42")).TraceId);
    }

    [Fact]
    public async Task Should_its_consumer_be_below_the_sender_that_was_in_the_trace_already()
    {
        using var listener = Listen();
        await using var harness = await ServiceHarness.StartAsync(bus => bus.AddConsumer<TraceNotes>());
        using var sender = JobTrace.Start("sender", ActivityKind.Internal, JobId.Parse("same"), 1)!;

        await harness.Bus.Publish(new JobNote { JobId = "same", Attempt = 1 }, _cancelled);

        var seen = await SeenAsync("same");
        Assert.Equal(sender.TraceId, seen.TraceId);
        // consumer, the job's span, the transport's two, the sender
        var above = new List<ActivitySpanId>();
        for (var span = seen; span is not null; span = span.Parent) above.Add(span.ParentSpanId);
        Assert.DoesNotContain(default, above);
    }

    /// <summary>It came from outside and nobody has looked at it yet: it must reach its consumer, and no log or trace.</summary>
    [Theory]
    [InlineData("not a job\nid")]
    [InlineData("")]
    public async Task Should_a_name_that_is_no_job_id_change_nothing(string jobId)
    {
        using var listener = Listen();
        await using var harness = await ServiceHarness.StartAsync(bus => bus.AddConsumer<TraceNotes>());

        await harness.Bus.Publish(new JobNote { JobId = jobId, Attempt = 1 }, _cancelled);

        Assert.DoesNotContain((await SeenAsync(jobId)).TagObjects, tag => tag.Key == TelemetryNames.JobId);
    }

    [Fact]
    public void Should_only_a_type_with_a_job_and_an_attempt_be_read()
    {
        Assert.Null(JobOf<Note>.Read(new Note { Text = "build-42" }));
        var scope = JobOf<JobNote>.Read(new JobNote { JobId = "build-42", Attempt = 2, CorrelationId = "order-17" });
        Assert.Equal(
            [new("JobId", "build-42"), new("Attempt", 2), new("CorrelationId", "order-17")],
            scope!);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("two\nlines")]
    public void Should_a_correlation_id_that_cannot_stand_in_a_log_be_replaced_by_the_derived_one(string? given) =>
        Assert.Equal(DerivedId.Correlation("build-42", 2), JobOf<JobNote>.Read(new JobNote { JobId = "build-42", Attempt = 2, CorrelationId = given })!.CorrelationId);

    private static ActivityListener Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is TelemetryNames.FlowForge or TelemetryNames.Bus,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static Task<Activity> SeenAsync(string jobId) =>
        Eventually.GetAsync(() => Task.FromResult(TraceNotes.Seen.GetValueOrDefault(jobId)), "the consumer was not called");

    /// <summary>A message about a job.</summary>
    public sealed record JobNote
    {
        public required string JobId { get; init; }

        public required int Attempt { get; init; }

        public string? CorrelationId { get; init; }
    }

    /// <summary>Notes in which activity it was called.</summary>
    public sealed class TraceNotes : IConsumer<JobNote>
    {
        public static ConcurrentDictionary<string, Activity> Seen { get; } = new();

        public Task Consume(ConsumeContext<JobNote> context)
        {
            Seen[context.Message.JobId] = Activity.Current!;
            return Task.CompletedTask;
        }
    }
}
