using System.Net;
using FlowForge.Jobs;
using FlowForge.Testing;

namespace FlowForge.HttpApi.Tests;

public sealed class When_a_job_is_held : IAsyncLifetime
{
    private static readonly JobId Job = JobId.Parse("nightly");

    private ServiceHarness _harness = null!;
    private ApiHost _api = null!;

    public async ValueTask InitializeAsync()
    {
        _harness = await ServiceHarness.StartAsync(_ => { });
        _api = await ApiHost.StartAsync(_harness, app =>
        {
            app.MapHolds();
            app.MapJobs();
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        await _harness.DisposeAsync();
    }

    [Fact]
    public async Task Should_be_told_and_shown_until_it_is_released()
    {
        var held = await ApiHost.BodyAsync(await _api.PutAsync("/api/holds/nightly", new HoldRequest { Reason = " evidence ", By = "ann" }));
        Assert.Equal(("ann", "evidence"), (held.GetProperty("by").GetString(), held.GetProperty("reason").GetString()));
        await ApiHost.BodyAsync(await _api.PutAsync("/api/holds/nightly", new HoldRequest { Reason = "another", By = "bob" }));

        var list = await ApiHost.BodyAsync(await _api.SendAsync(HttpMethod.Get, "/api/holds"));
        var only = Assert.Single(list.GetProperty("holds").EnumerateArray());
        Assert.Equal(("nightly", "ann"), (only.GetProperty("jobId").GetString(), only.GetProperty("by").GetString()));
        var told = Assert.Single(await AuditAsync("hold"));
        Assert.Equal(("ann", "evidence", true), (told.InitiatedBy, told.Reason, told.Success));

        await ApiHost.BodyAsync(await _api.SendAsync(HttpMethod.Delete, "/api/holds/nightly?reason=closed&by=bob"));
        Assert.Null((await _harness.Registry.FindAsync(Job, TestContext.Current.CancellationToken))!.Hold);
        var released = Assert.Single(await AuditAsync("release_hold"));
        Assert.Equal("bob", released.InitiatedBy);
        Assert.StartsWith("closed; ann holds it since", released.Reason, StringComparison.Ordinal);
        Assert.Contains("is not held", await ApiHost.ProblemAsync(await _api.SendAsync(HttpMethod.Delete, "/api/holds/nightly?reason=closed"), HttpStatusCode.NotFound), StringComparison.Ordinal);
        Assert.Equal(0, (await ApiHost.BodyAsync(await _api.SendAsync(HttpMethod.Get, "/api/holds"))).GetProperty("holds").GetArrayLength());
    }

    [Fact]
    public async Task Should_be_told_each_time_it_is_held_and_released_anew()
    {
        for (var i = 0; i < 2; i++)
        {
            await ApiHost.BodyAsync(await _api.PutAsync("/api/holds/nightly", new HoldRequest { Reason = "evidence", By = $"ann{i}" }));
            await ApiHost.BodyAsync(await _api.SendAsync(HttpMethod.Delete, "/api/holds/nightly?reason=closed"));
        }

        Assert.Equal(2, (await AuditAsync("hold")).Count);
        Assert.Equal(2, (await AuditAsync("release_hold")).Count);
    }

    [Theory]
    [InlineData("nightly", null, "reason is missing")]
    [InlineData("nightly", "  ", "reason is missing")]
    [InlineData("nightly", "two\nlines", "on one line")]
    [InlineData("..%2Fnightly", "evidence", "jobId")]
    [InlineData("NIGHTLY", "evidence", "jobId")]
    public async Task Should_a_request_that_is_not_valid_change_nothing(string job, string? reason, string problem)
    {
        var answer = await ApiHost.ProblemAsync(await _api.PutAsync($"/api/holds/{job}", new HoldRequest { Reason = reason }), HttpStatusCode.BadRequest);
        Assert.Contains(problem, answer, StringComparison.Ordinal);
        await ApiHost.ProblemAsync(await _api.PutAsync("/api/holds/nightly", new HoldRequest { Reason = new string('x', 501) }), HttpStatusCode.BadRequest);
        await ApiHost.ProblemAsync(await _api.PutAsync("/api/holds/nightly", new HoldRequest { Reason = "r", By = "" }), HttpStatusCode.BadRequest);
        Assert.Empty(await _harness.Registry.ListHeldAsync(10, TestContext.Current.CancellationToken));
        Assert.Empty(await AuditAsync("hold"));
    }

    private Task<IReadOnlyList<AuditEntry>> AuditAsync(string action) => _harness.Audit.QueryAsync(new AuditQuery { Action = action }, TestContext.Current.CancellationToken);
}
