using System.Net;
using FlowForge.Jobs;
using FlowForge.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FlowForge.HttpApi.Tests;

public sealed class When_a_host_starts_no_jobs : IAsyncLifetime
{
    private ServiceHarness _harness = null!;

    public async ValueTask InitializeAsync() => _harness = await ServiceHarness.StartAsync(_ => { });

    public async ValueTask DisposeAsync() => await _harness.DisposeAsync();

    [Theory]
    [InlineData("/api/jobs", "application/json")]
    [InlineData("/api/jobs/", "application/json")]
    [InlineData("/api/jobs", "application/x-www-form-urlencoded")]
    public async Task Should_say_so_and_what_to_do(string path, string contentType)
    {
        await using var host = await ApiHost.StartAsync(_harness, app => app.MapJobs());

        using var response = await host.PostAsync(path, """{"command":["true"]}""", contentType);

        var problem = await ApiHost.ProblemAsync(response, HttpStatusCode.MethodNotAllowed);
        Assert.Contains("starts no jobs", problem, StringComparison.Ordinal);
        Assert.Contains("job manager", problem, StringComparison.Ordinal);
        Assert.Contains("publish JobStarted", problem, StringComparison.Ordinal);
        Assert.Equal(["GET"], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task Should_say_so_where_it_knows_no_jobs_at_all()
    {
        await using var host = await ApiHost.StartAsync(_harness, app => app.MapHealth());

        using var response = await host.PostAsync("/api/jobs", new { command = new[] { "true" } });

        Assert.Contains("starts no jobs", await ApiHost.ProblemAsync(response, HttpStatusCode.NotFound), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_say_it_of_nothing_else()
    {
        await using var host = await ApiHost.StartAsync(_harness, app => app.MapJobs());

        using var deleted = await host.SendAsync(HttpMethod.Delete, "/api/jobs");
        using var posted = await host.SendAsync(HttpMethod.Post, "/api/jobs/one");

        Assert.DoesNotContain("starts no jobs", await ApiHost.ProblemAsync(deleted, HttpStatusCode.MethodNotAllowed), StringComparison.Ordinal);
        Assert.DoesNotContain("starts no jobs", await ApiHost.ProblemAsync(posted, HttpStatusCode.MethodNotAllowed), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_not_hinder_one_that_does()
    {
        await using var host = await ApiHost.StartAsync(_harness, app => app.MapJobSubmission(), services => services.AddSingleton<IJobManager, AcceptingJobManager>());

        using var accepted = await host.PostAsync("/api/jobs", new { jobId = "one", command = new[] { "true" } });
        using var form = await host.PostAsync("/api/jobs", """{"command":["true"]}""", "text/plain");

        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        Assert.Equal("/api/jobs/one", accepted.Headers.Location?.OriginalString);
        Assert.DoesNotContain("starts no jobs", await ApiHost.ProblemAsync(form, HttpStatusCode.UnsupportedMediaType), StringComparison.Ordinal);
    }

    private sealed class AcceptingJobManager : IJobManager
    {
        public Task<JobId> SubmitAsync(JobRequest request, CancellationToken cancellationToken = default) => Task.FromResult(JobId.Parse(request.JobId!));
    }
}
