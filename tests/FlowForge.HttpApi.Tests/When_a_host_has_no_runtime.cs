using System.Net;
using FlowForge.Contracts;
using FlowForge.Jobs;
using FlowForge.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FlowForge.HttpApi.Tests;

/// <summary>The jobs run elsewhere, so nothing here knows that one is alive.</summary>
public sealed class When_a_host_has_no_runtime : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private ServiceHarness _harness = null!;

    public async ValueTask InitializeAsync()
    {
        _harness = await ServiceHarness.StartAsync(_ => { });
        var start = new EventReader(_harness.Policies, TimeProvider.System).Read(new JobStarted { JobId = "job", StartedAt = Now, Timeout = "1h" });
        await _harness.Registry.ApplyStartedAsync(start, TestContext.Current.CancellationToken);
        _harness.Runtime.Add("job");
    }

    public async ValueTask DisposeAsync() => await _harness.DisposeAsync();

    [Fact]
    public async Task Should_take_the_word_of_others_for_the_end_of_a_job()
    {
        await using var host = await ApiHost.StartAsync(_harness, app => app.MapEvents());

        using var response = await host.PostAsync("/api/events/job-finished", Finished);

        Assert.True(response.StatusCode == HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("job", (await _harness.SeeAsync<JobFinished>()).JobId);
    }

    [Fact]
    public async Task Should_not_where_it_has_one_and_the_job_lives_there()
    {
        await using var host = await ApiHost.StartAsync(_harness, app => app.MapEvents(), services => services.AddSingleton<IJobRuntime>(_harness.Runtime));

        using var response = await host.PostAsync("/api/events/job-finished", Finished);

        Assert.Contains("is alive", await ApiHost.ProblemAsync(response, HttpStatusCode.Conflict), StringComparison.Ordinal);
        Assert.Empty(_harness.Sent.Of<JobFinished>());
    }

    private static object Finished => new { jobId = "job", finishedAt = Now, outcome = "succeeded" };
}
