namespace FlowForge.Integration.Tests;

/// <summary>Starts services again that have ended by themselves, as whoever runs services does it. What a test kills or stops, the test starts.</summary>
internal sealed class Keeper : IAsyncDisposable
{
    private readonly IReadOnlyList<ServiceProcess> _services;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _work;

    public Keeper(IReadOnlyList<ServiceProcess> services)
    {
        _services = services;
        foreach (var service in services) service.IsKept = true;
        _work = KeepAsync(_end.Token);
    }

    public int Restarts { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _work;
        _end.Dispose();
    }

    private async Task KeepAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                foreach (var service in _services.Where(service => service.HasEndedByItself))
                {
                    Restarts++;
                    service.Start();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The end of the test.
        }
    }
}
