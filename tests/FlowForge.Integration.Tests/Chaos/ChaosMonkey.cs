namespace FlowForge.Integration.Tests;

/// <summary>Breaks what FlowForge runs on and of, in a seeded order; every kind of damage comes at least once.</summary>
internal sealed class ChaosMonkey(FlowForgeSystem system, DevServers servers, Random random, Action<string> tell)
{
    private readonly Dictionary<string, int> _done = [];

    public IReadOnlyDictionary<string, int> Done => _done;

    public async Task RunAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        var ends = TimeProvider.System.GetUtcNow() + duration;
        var must = new Queue<Func<Task>>(Shuffled([BrokerRestartsAsync, BrokerDiesAsync, BrokerIsCutOffAsync, DatabaseRestartsAsync, DatabaseDiesAsync, EndpointRestartsAsync, JobManagerDiesAsync]));
        var gap = duration / (must.Count + 1);
        var next = TimeProvider.System.GetUtcNow() + gap / 2;
        while (TimeProvider.System.GetUtcNow() < ends || must.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (must.Count > 0 && TimeProvider.System.GetUtcNow() >= next)
            {
                await must.Dequeue()();
                next += gap;
            }

            await (Next(3) switch { 0 => ReplicaDiesAsync(), 1 => ReplicaIsCutOffAsync(), _ => ReplicaRestartsAsync() });
            await Task.Delay(TimeSpan.FromMilliseconds(Next(2_000)), cancellationToken);
        }
    }

    private async Task ReplicaDiesAsync()
    {
        var replica = AnyReplica();
        await NoteAsync("replicas killed", async () =>
        {
            await replica.KillAsync();
            await PauseAsync(3_000);
            replica.Start();
        });
    }

    private async Task ReplicaRestartsAsync()
    {
        var replica = AnyReplica();
        await NoteAsync("replicas restarted", async () =>
        {
            await replica.StopAsync();
            replica.Start();
        });
    }

    /// <summary>Stands still for longer than the others wait for it, and then goes on as if nothing had been.</summary>
    private async Task ReplicaIsCutOffAsync()
    {
        var replica = AnyReplica();
        await NoteAsync("replicas cut off", async () =>
        {
            replica.Pause();
            try
            {
                await Task.Delay(TimeSpan.FromSeconds(6));
            }
            finally
            {
                replica.Resume();
            }
        });
    }

    private Task JobManagerDiesAsync() => NoteAsync("job manager killed", async () =>
    {
        await system.The("jobmanager-1").KillAsync();
        await PauseAsync(2_000);
        system.The("jobmanager-1").Start();
    });

    private Task BrokerRestartsAsync() => NoteAsync("broker restarted", async () =>
    {
        await servers.StopBrokerAsync();
        await servers.StartBrokerAsync();
    });

    private Task BrokerDiesAsync() => NoteAsync("broker killed", async () =>
    {
        await servers.KillBrokerAsync();
        await PauseAsync(2_000);
        await servers.StartBrokerAsync();
    });

    private Task BrokerIsCutOffAsync() => NoteAsync("broker cut off", async () =>
    {
        await servers.PauseBrokerAsync();
        await Task.Delay(TimeSpan.FromSeconds(8));
        await servers.ResumeBrokerAsync();
    });

    private Task DatabaseRestartsAsync() => NoteAsync("database restarted", async () =>
    {
        await servers.StopDatabaseAsync();
        await PauseAsync(4_000);
        await servers.StartDatabaseAsync();
    });

    private Task DatabaseDiesAsync() => NoteAsync("database killed", async () =>
    {
        await servers.KillDatabaseAsync();
        await PauseAsync(2_000);
        await servers.StartDatabaseAsync();
    });

    private Task EndpointRestartsAsync() => NoteAsync("database's endpoint restarted", servers.RestartGatewayAsync);

    private async Task NoteAsync(string what, Func<Task> damage)
    {
        var since = TimeProvider.System.GetTimestamp();
        tell($"{TimeProvider.System.GetUtcNow():HH:mm:ss} {what}");
        await damage();
        tell($"{TimeProvider.System.GetUtcNow():HH:mm:ss}   done after {TimeProvider.System.GetElapsedTime(since).TotalSeconds:N1} s");
        _done[what] = _done.GetValueOrDefault(what) + 1;
    }

    private ServiceProcess AnyReplica()
    {
        var replicas = system.Services.Where(service => service.Replica != "jobmanager-1").ToList();
        return replicas[Next(replicas.Count)];
    }

    private Task PauseAsync(int most) => Task.Delay(TimeSpan.FromMilliseconds(Next(most)));

#pragma warning disable CA5394 // Not for security.
    private int Next(int below) => random.Next(below);

    private Func<Task>[] Shuffled(Func<Task>[] all)
    {
        random.Shuffle(all);
        return all;
    }
#pragma warning restore CA5394
}
