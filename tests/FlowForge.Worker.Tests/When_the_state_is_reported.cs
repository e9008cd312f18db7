using FlowForge.Contracts;
using FlowForge.HttpApi;
using FlowForge.Jobs;
using FlowForge.Testing;

namespace FlowForge.Worker.Tests;

/// <summary>To the API itself.</summary>
public sealed class When_the_state_is_reported : IAsyncLifetime
{
    private const int StateSaved = 143;
    private ServiceHarness _harness = null!;
    private ApiHost _api = null!;

    public async ValueTask InitializeAsync()
    {
        _harness = await ServiceHarness.StartAsync(_ => { });
        _api = await ApiHost.StartAsync(_harness, app => app.MapEvents());
    }

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        await _harness.DisposeAsync();
    }

    [Theory]
    [InlineData(WorkerHome.Dash)]
    [InlineData(WorkerHome.BusyBox)]
    public async Task Should_the_API_take_the_heartbeat(string shell)
    {
        using var home = await Shells.HomeAsync(shell);
        await AnnounceAsync("job-1", attempt: 2);
        home.Settings["FLOWFORGE_ATTEMPT"] = "2";

        var log = await StopAsync(home, "/");

        var heartbeat = await _harness.SeeAsync<JobHeartbeat>();
        Assert.Equal(("job-1", 2, true), (heartbeat.JobId, heartbeat.Attempt, heartbeat.StateSaved));
        Assert.InRange(TimeProvider.System.GetUtcNow() - heartbeat.At, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Assert.DoesNotContain("report:", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_it_be_said_why_the_API_did_not_take_it()
    {
        using var home = await Shells.HomeAsync();

        var log = await StopAsync(home, "");

        Assert.Contains("FLOWFORGE_EVENTS_URL did not take the heartbeat: HTTP 404", log, StringComparison.Ordinal);
        Assert.Empty(_harness.Sent.Of<JobHeartbeat>());
    }

    private Task<JobRecord> AnnounceAsync(string id, int attempt)
    {
        var reader = new EventReader(_harness.Policies, TimeProvider.System);
        return _harness.Registry.ApplyStartedAsync(reader.Read(new JobStarted { JobId = id, Attempt = attempt, StartedAt = TimeProvider.System.GetUtcNow() }));
    }

    private async Task<string> StopAsync(WorkerHome home, string path)
    {
        home.Settings["FLOWFORGE_EVENTS_URL"] = _api.Address.GetLeftPart(UriPartial.Authority) + path;
        var process = await home.StartScriptAsync(": >ready; exec sleep 1000");
        var (code, _) = await process.StopAsync();
        Assert.True(code == StateSaved, $"{code}: {process.Log}");
        return process.Log;
    }
}
