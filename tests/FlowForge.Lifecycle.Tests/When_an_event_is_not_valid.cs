using FlowForge.Contracts;
using FlowForge.Jobs;
using FlowForge.Testing;

namespace FlowForge.Lifecycle.Tests;

public sealed class When_an_event_is_not_valid
{
    private static readonly JobStarted Good = new() { JobId = "job", StartedAt = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) };

    private readonly EventReader _reader = new(new FakePolicies(), TimeProvider.System);

    public static TheoryData<JobStarted, string, string> Bad => new()
    {
        { Good with { JobId = "" }, "jobId", "is missing" },
        { Good with { JobId = "a/b" }, "jobId", "may hold only" },
        { Good with { JobId = "a b" }, "jobId", "may hold only" },
        { Good with { JobId = "../x" }, "jobId", "may hold only" },
        { Good with { JobId = "a..b" }, "jobId", "may hold only" },
        { Good with { JobId = "app=web,tier!=db" }, "jobId", "may hold only" },
        { Good with { JobId = "job\n" }, "jobId", "may hold only" },
        { Good with { JobId = new string('a', 64) }, "jobId", "64 characters" },
        { Good with { Attempt = 0 }, "attempt", "count from 1" },
        { Good with { Organization = "acme.org" }, "organization", "may not hold a '.'" },
        { Good with { JobType = "*" }, "jobType", "may hold only" },
        { Good with { Namespace = "kube-system/../x" }, "namespace", "may hold only" },
        { Good with { Timeout = "0s" }, "timeout", "zero" },
        { Good with { Timeout = "-5m" }, "timeout", "negative" },
        { Good with { Timeout = "90" }, "timeout", "with its unit" },
        { Good with { Timeout = "9000d" }, "timeout", "longer than 365 days" },
        { Good with { GracePeriod = "soon" }, "gracePeriod", "is not a duration" },
        { Good with { AttemptLimit = 0 }, "attemptLimit", "between 1 and 100" },
        { Good with { CorrelationId = "a\nb" }, "correlationId", "control character" },
        { Good with { StartedAt = default }, "startedAt", "after the year 2000" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Should_be_refused_with_the_field_and_the_reason(JobStarted message, string field, string reason)
    {
        var refusal = Assert.Throws<InvalidEventException>(() => _reader.Read(message));
        Assert.Equal(field, refusal.Field);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Fact]
    public void Should_accept_a_retention_of_zero_and_the_longest_id()
    {
        var id = string.Join('.', new string('a', 63), new string('b', 63), new string('c', 63), new string('d', 61));
        var start = _reader.Read(Good with { JobId = id, Retention = "0s" });
        Assert.Equal(253, start.JobId.Value.Length);
        Assert.Equal(TimeSpan.Zero, start.Profile.Policy.Retention[JobOutcome.Failed]);
    }

    [Fact]
    public async Task Should_change_nothing_and_be_in_the_audit_with_its_reason()
    {
        await using var harness = await LifecycleHarness.StartAsync();

        await harness.Bus.Publish(Good with { Timeout = "90" }, TestContext.Current.CancellationToken);

        AuditEntry? entry = null;
        await Eventually.IsTrueAsync(async () => (entry = (await harness.Audit.QueryAsync(new AuditQuery { Action = "dead_letter" })).SingleOrDefault()) is not null, "no audit entry");
        Assert.Equal("job", entry!.JobId);
        Assert.Contains("with its unit", entry.ErrorMessage, StringComparison.Ordinal);
        Assert.Null(await harness.Registry.FindAsync(JobId.Parse("job"), TestContext.Current.CancellationToken));
    }
}
