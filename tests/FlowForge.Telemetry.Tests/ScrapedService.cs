using FlowForge.Contracts;
using FlowForge.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FlowForge.Telemetry.Tests;

/// <summary>A service over HTTP, with its telemetry and nothing else.</summary>
internal sealed class ScrapedService(WebApplication app) : IAsyncDisposable
{
    private readonly HttpClient _client = new() { BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()) };

    public FlowForgeMeter Meter => app.Services.GetRequiredService<FlowForgeMeter>();

    public static async Task<ScrapedService> StartAsync(Dictionary<string, string?>? options = null, Action<IServiceCollection>? more = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(options);
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<FlowForgeMeter>();
        builder.Services.AddTelemetry("lifecycle", "replica-7");
        more?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapGet("/health/live", () => "well");
        app.MapGet("/jobs", () => "none");
        app.MapTelemetry();
        await app.StartAsync();
        return new ScrapedService(app);
    }

    public Task<string> GetAsync(string path, CancellationToken cancellationToken) => _client.GetStringAsync(new Uri(path, UriKind.Relative), cancellationToken);

    /// <summary>One of everything.</summary>
    public void MeasureAll()
    {
        Meter.DeadlineTaken(TimeSpan.FromSeconds(3));
        Meter.TimerDelivered("timeouts-timeout-escalation", TimeSpan.FromMilliseconds(2));
        Meter.MessageTaken("job-started", TimeSpan.FromMilliseconds(2));
        Meter.HeartbeatsTaken(17);
        Meter.EscalationTaken(TimeoutAction.HardKill, TimeoutActionResult.AlreadyGone);
        Meter.CleanupPerformed("secret", success: false, gaveUp: true);
        Meter.JobStarted();
        Meter.JobFinished(JobOutcome.Terminated);
        Meter.MessageSetAside("lifecycle-job-started", "JobStarted");
        Meter.LedgerHolds(1_000_000);
        Meter.RecoverySuspended(true);
        Meter.RecoveryDecided("no pods", "declare_dead");
        Meter.OrphansScanned("pod", stopped: true, ready: 0);
        Meter.OrphansScanned("secret", stopped: false, ready: 40);
        Meter.OrphanRemoved("secret", success: false);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await app.DisposeAsync();
    }
}
