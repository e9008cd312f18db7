using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FlowForge.RabbitMq;

/// <summary>
/// Ends a service that would stand there for ever, so that whoever runs it starts it again: one that the broker does not let in (the
/// transport never tries again after that), and one whose consumers have not come back, or whose messages have not arrived, although
/// the broker takes connections.
/// </summary>
internal sealed partial class BrokerWatch(IBusControl bus, SendsInFlight sends, BrokerProbe probe, IOptions<RabbitMqOptions> options, TimeProvider clock, IHostApplicationLifetime lifetime, ILogger<BrokerWatch> logger) : BackgroundService
{
    private const int CouldNotGoOn = 1;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        long? missedSince = null;
        using var timer = new PeriodicTimer(Pause, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            // A connection for the question alone, and so only where something is wrong.
            var answer = bus.CheckHealth().Status == BusHealthStatus.Healthy && sends.Oldest < Pause ? BrokerAnswer.None : await probe.AskAsync(stoppingToken).ConfigureAwait(false);
            missedSince = answer == BrokerAnswer.Welcome ? missedSince ?? clock.GetTimestamp() : null;
            if (answer == BrokerAnswer.Refused) LogRefused(options.Value.User);
            else if (missedSince is { } since && clock.GetElapsedTime(since) > options.Value.Patience) LogStuck(options.Value.Patience);
            else continue;
            Environment.ExitCode = CouldNotGoOn;
            lifetime.StopApplication();
            return;
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The service ends: the broker refused the user '{User}'. Check rabbitMq:username and rabbitMq:password; `flowforge topology deploy` makes the users")]
    private partial void LogRefused(string user);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The service ends and has to be started again: the broker takes connections, but for {Patience} not all of its consumers, or not all messages that it sends, have got through")]
    private partial void LogStuck(TimeSpan patience);
}
