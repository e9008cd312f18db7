using System.Net;
using FlowForge.Jobs;
using FlowForge.Testing;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FlowForge.HttpApi.Tests;

public sealed class When_a_host_offers_little : IAsyncLifetime
{
    private ServiceHarness _harness = null!;

    public async ValueTask InitializeAsync() => _harness = await ServiceHarness.StartAsync(_ => { });

    public async ValueTask DisposeAsync() => await _harness.DisposeAsync();

    [Fact]
    public async Task Should_need_no_policies_where_it_takes_no_events()
    {
        await using var host = await ApiHost.StartAsync(_harness, app => app.MapHealth(), services => services.RemoveAll<IPolicies>());

        using var ready = await host.SendAsync(HttpMethod.Get, "/health/ready");

        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
    }

    [Fact]
    public async Task Should_not_offer_the_rest()
    {
        await using var host = await ApiHost.StartAsync(_harness, app => app.MapHealth());

        using var jobs = await host.SendAsync(HttpMethod.Get, "/api/jobs");

        await ApiHost.ProblemAsync(jobs, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Should_not_start_where_it_lacks_what_an_endpoint_needs()
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => ApiHost.StartAsync(_harness, app => app.MapJobSubmission()));

        Assert.StartsWith("MapJobSubmission needs IJobManager", refusal.Message, StringComparison.Ordinal);
    }
}
