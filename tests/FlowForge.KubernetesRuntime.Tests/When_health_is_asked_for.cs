using FlowForge.ServiceHost;
using FlowForge.Testing;
using FlowForge.Testing.Kubernetes.Faults;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FlowForge.KubernetesRuntime.Tests;

public sealed class When_health_is_asked_for
{
    private readonly CancellationToken _cancelled = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Should_an_API_server_that_is_away_be_told()
    {
        await using var cluster = await TestCluster.StartAsync();
        await Eventually.IsTrueAsync(async () => (await AskAsync(cluster)).Status == HealthStatus.Healthy, "it is not well");

        cluster.Fake!.IsAway = true;
        await Eventually.IsTrueAsync(async () => (await AskAsync(cluster)).Status == HealthStatus.Unhealthy, "the outage was not told");
        Assert.Contains("namespace 'jobs' are not up to date", (await AskAsync(cluster)).Description, StringComparison.Ordinal);

        cluster.Fake.IsAway = false;
        await Eventually.IsTrueAsync(async () => (await AskAsync(cluster)).Status == HealthStatus.Healthy, "it is not well again");
    }

    [Theory]
    [InlineData("jobs")]
    [InlineData("pods")]
    public async Task Should_a_missing_right_be_named(string resource)
    {
        await using var cluster = await TestCluster.StartAsync(start: false);
        cluster.Fake!.Faults.Add(Fault.Forbidden("list", resource) with { Times = Fault.Always });

        await cluster.StartRuntimeAsync();

        await Eventually.IsTrueAsync(async () => (await AskAsync(cluster)).Description?.Contains($"lacks the verb 'list' on '{resource}' in namespace 'jobs'", StringComparison.Ordinal) == true, "it was not told");
    }

    private Task<HealthCheckResult> AskAsync(TestCluster cluster) => new KubernetesCheck(cluster.Get<IClusterHealth>()).CheckHealthAsync(new HealthCheckContext(), _cancelled);
}
