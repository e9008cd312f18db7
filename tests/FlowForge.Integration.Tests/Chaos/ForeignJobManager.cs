using System.Globalization;
using System.Text;
using RabbitMQ.Client;

namespace FlowForge.Integration.Tests;

/// <summary>
/// A job manager that speaks plain AMQP: each event again and again until the broker has confirmed it, some of them twice, and an end
/// sometimes before its start.
/// </summary>
internal sealed class ForeignJobManager(BrokerView broker, Random random) : IAsyncDisposable
{
    private static readonly CreateChannelOptions Confirmed = new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
    private static readonly TimeSpan Confirmation = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _one = new(1, 1);
    private IConnection? _connection;
    private IChannel? _channel;

    public int Published { get; private set; }
    public int Repeated { get; private set; }

    public async Task RunAsync(ChaosJob job, CancellationToken cancellationToken)
    {
        var startedAt = TimeProvider.System.GetUtcNow();
        var started = ("job-started", $$"""{"jobId":"{{job.Id}}","startedAt":"{{Utc(startedAt)}}","timeout":"{{job.Timeout}}","retention":"1s"}""");
        var endsEarly = Chance(0.1);
        if (!endsEarly) await SendAsync(started, cancellationToken);
        for (var second = 0; second < job.Seconds; second += 2)
        {
            await Task.Delay(TimeSpan.FromSeconds(2), cancellationToken);
            await SendAsync(("job-heartbeat", $$"""{"jobId":"{{job.Id}}","at":"{{Utc(TimeProvider.System.GetUtcNow())}}"}"""), cancellationToken);
        }

        var outcome = job.Kind == ChaosJobKind.ForeignSucceeds ? "succeeded" : "failed";
        await SendAsync(("job-finished", $$"""{"jobId":"{{job.Id}}","finishedAt":"{{Utc(TimeProvider.System.GetUtcNow())}}","outcome":"{{outcome}}"}"""), cancellationToken);
        if (endsEarly) await SendAsync(started, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await HangUpAsync();
        _one.Dispose();
    }

    private async Task SendAsync((string Exchange, string Body) message, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            for (var times = Chance(0.1) ? 2 : 1; times > 0; times--) await ConfirmAsync(message, cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task ConfirmAsync((string Exchange, string Body) message, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(Confirmation);
            try
            {
                _connection ??= await broker.ConnectAsync("job-manager");
                _channel ??= await _connection.CreateChannelAsync(Confirmed, patience.Token);
                await _channel.BasicPublishAsync("flowforge." + message.Exchange, "", mandatory: true, new BasicProperties { DeliveryMode = DeliveryModes.Persistent }, Encoding.UTF8.GetBytes(message.Body), patience.Token);
                Published++;
                return;
            }
#pragma warning disable CA1031 // Whatever it was: nobody knows whether the broker has it, so it is sent again.
            catch (Exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                Repeated++;
                await HangUpAsync();
                await Task.Delay(TimeSpan.FromMilliseconds(500), cancellationToken);
            }
        }
    }

    private async Task HangUpAsync()
    {
        try
        {
            if (_connection is not null) await _connection.AbortAsync();
        }
        finally
        {
            (_connection, _channel) = (null, null);
        }
    }

#pragma warning disable CA5394 // Not for security.
    private bool Chance(double share) { lock (random) return random.NextDouble() < share; }
#pragma warning restore CA5394

    private static string Utc(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
