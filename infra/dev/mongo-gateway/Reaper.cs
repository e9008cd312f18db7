namespace FlowForge.MongoGateway;

/// <summary>Ends what clients forgot: cursors, transactions and old replies.</summary>
internal sealed class Reaper(Cursors cursors, Transactions transactions, RetryableWrites retries, TimeProvider time)
{
    public async Task RunAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(20), time);
        while (await timer.WaitForNextTickAsync())
        {
            await transactions.ReapAsync();
            await cursors.ReapAsync();
            retries.Reap();
        }
    }
}
