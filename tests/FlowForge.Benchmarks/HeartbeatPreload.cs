using System.Text;
using FlowForge.Jobs;
using RabbitMQ.Client;

namespace FlowForge.Benchmarks;

/// <summary>Fills a queue with heartbeats before anybody consumes it, with the plain client: MassTransit's publishing is not what is measured.</summary>
internal static class HeartbeatPreload
{
    public const int Jobs = 500;

    private const int Channels = 16;
    private const int Unconfirmed = 250;

    public static JobId Job(int number) => JobId.Parse($"job-{number}");

    /// <summary>One heartbeat of each job a second, from <paramref name="from"/>; returns the newest time.</summary>
    public static async Task<DateTimeOffset> FillAsync(Uri vhost, string queue, int count, DateTimeOffset from)
    {
        await using var connection = await new ConnectionFactory { Uri = vhost }.CreateConnectionAsync();
        await Parallel.ForEachAsync(Enumerable.Range(0, count).Chunk((count + Channels - 1) / Channels), new ParallelOptions { MaxDegreeOfParallelism = Channels }, async (numbers, cancellationToken) =>
        {
            await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellationToken);
            foreach (var some in numbers.Chunk(Unconfirmed))
                await Task.WhenAll(some.Select(number => PublishAsync(channel, queue, number, At(from, number), cancellationToken)));
        });
        return At(from, count - 1);
    }

    private static DateTimeOffset At(DateTimeOffset from, int number) => from.AddSeconds(number / Jobs);

    private static async Task PublishAsync(IChannel channel, string queue, int number, DateTimeOffset at, CancellationToken cancellationToken)
    {
        // As a job manager in any language writes it, without MassTransit's envelope: what both consumers have in common should not hide where they differ.
        var body = $$"""{"jobId":"{{Job(number % Jobs)}}","attempt":1,"at":"{{at:O}}"}""";
        await channel.BasicPublishAsync("", queue, mandatory: true, new BasicProperties { Persistent = true }, Encoding.UTF8.GetBytes(body), cancellationToken);
    }
}
