using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FlowForge.Hosting;

/// <summary>Starts a host wholly or not at all.</summary>
public static class HostStart
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Ends the background work that has begun where the rest cannot: a start that fails leaves it running, and it would go on over
    /// services that are disposed of. What is thrown is why it could not start.
    /// </summary>
    public static async Task StartOrStopAsync(this IHost host, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(host);
        try
        {
            await host.StartAsync(cancellationToken);
        }
        catch
        {
            await StopQuietlyAsync(host);
            throw;
        }
    }

    /// <summary>Not by the host itself: the scheduler would wait for the end of a start that will not come, and the bus complain that it was not started.</summary>
    private static async Task StopQuietlyAsync(IHost host)
    {
        using var patience = new CancellationTokenSource(Patience);
        foreach (var work in WorkOf(host))
        {
            try
            {
                await work.StopAsync(patience.Token);
            }
            catch (Exception)
            {
                // It was not whole; why it could not start says more.
            }
        }
    }

    /// <summary>The last first. None where a part cannot even be made, because its options are wrong for example: then nothing has begun.</summary>
    private static IEnumerable<BackgroundService> WorkOf(IHost host)
    {
        try
        {
            return host.Services.GetServices<IHostedService>().OfType<BackgroundService>().Reverse();
        }
        catch (Exception)
        {
            return [];
        }
    }
}
