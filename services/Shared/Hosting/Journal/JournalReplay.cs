using FlowForge.Jobs;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FlowForge.Hosting;

/// <summary>
/// Sends again what was accepted and not finished: at start what the last run left, and then every minute what this run could neither
/// handle nor set aside, because the store was busy for longer than the consumer's retries. Registered after the bus, so the queues are there.
/// </summary>
internal sealed class JournalReplay(IMessageJournal journal, JournalInFlight inFlight, IBus bus, TimeProvider clock, ILogger<JournalReplay> logger) : BackgroundService
{
    private const int Page = 200;

    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    /// <summary>How long something must have been stranded. It gives the store time, and a message that was completed while its page was read is gone by the next look.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private Dictionary<(Guid MessageId, string Queue), DateTimeOffset> _stranded = [];

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        var count = await SendAgainAsync(TimeSpan.Zero, cancellationToken);
        if (count > 0) logger.LogInformation("Took up {Count} messages that the last run had not finished", count);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var count = await SendAgainAsync(Patience, stoppingToken);
                if (count > 0) logger.LogWarning("Sent {Count} messages again that could be neither handled nor set aside {Patience} ago", count, Patience);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogError(e, "The journal could not be looked through and will be at the next minute: {Reason}", e.Message);
            }
        }
    }

    private async Task<int> SendAgainAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        var stranded = new Dictionary<(Guid, string), DateTimeOffset>();
        var count = 0;
        var position = long.MinValue;
        while (await journal.ReadAsync(position, Page, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var (_, entry) in page)
            {
                if (inFlight.Has(entry.MessageId, entry.Queue)) continue;
                var since = _stranded.GetValueOrDefault((entry.MessageId, entry.Queue), now);
                if (now - since < patience)
                {
                    stranded[(entry.MessageId, entry.Queue)] = since;
                    continue;
                }

                await SendAsync(entry, cancellationToken);
                count++;
            }

            position = page[^1].Position;
        }

        // Only what is stranded still is remembered. After a failure the old memory stays.
        _stranded = stranded;
        return count;
    }

    private async Task SendAsync(JournalEntry entry, CancellationToken cancellationToken)
    {
        var endpoint = await bus.GetSendEndpoint(QueueNames.Address(entry.Queue));
        await endpoint.Send(new Replayed(), Pipe.Execute<SendContext<Replayed>>(context =>
        {
            context.MessageId = entry.MessageId;
            context.Serializer = new StoredBody(entry);
        }), cancellationToken);
    }

    /// <summary>Stands for a message whose real type only its stored envelope knows.</summary>
    internal sealed record Replayed;
}
