using System.Threading.Channels;
using FlowForge.Jobs;
using FlowForge.LocalRuntime;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FlowForge.JobManager;

/// <summary>Finds the jobs again at start; then waits for the files by which jobs and supervisors speak, with one tick for what files cannot say.</summary>
internal sealed class JobWatcher(
    LocalLayout layout, SpecStore specs, JobQueue queue, LiveJobs live, IOptions<JobManagerOptions> options, TimeProvider clock,
    ILogger<JobWatcher> logger, IHostApplicationLifetime? lifetime = null) : BackgroundService
{
    private readonly Channel<JobId> _beats = Channel.CreateBounded<JobId>(new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropWrite });
    private FileStream? _lock;
    private bool _released = true;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(layout.Jobs, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.CreateDirectory(layout.ExitNotices);
        Directory.CreateDirectory(layout.Heartbeats);
        try
        {
            _lock = new FileStream(layout.ServerLock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new InvalidOperationException($"another server runs on '{layout.Root}'; stop it, or give this one a data folder of its own", e);
        }
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        _released = await queue.StopAsync(cancellationToken);
        if (_released) _lock?.Dispose();
        else logger.LogWarning("Not all jobs have been let go of; the end of this process does that, and whoever comes next takes them up from their files");
    }

    public override void Dispose()
    {
        if (_released) _lock?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await StartedAsync(stoppingToken);
        // Watched before the jobs are looked at: what ends in between is seen by one of the two.
        using var exits = Watch(layout.ExitNotices, id => queue.Look(id));
        using var beats = Watch(layout.Heartbeats, id => _beats.Writer.TryWrite(id));
        foreach (var id in specs.All()) queue.Look(id, atStart: true);
        await Task.WhenAll(BeatAsync(stoppingToken), TickAsync(stoppingToken));
    }

    /// <summary>Not before the bus and its consumers are: what is published before a queue exists may be dropped.</summary>
    private async Task StartedAsync(CancellationToken stoppingToken)
    {
        if (lifetime is null) return;
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var _ = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
    }

    private async Task BeatAsync(CancellationToken stoppingToken)
    {
        await foreach (var id in _beats.Reader.ReadAllAsync(stoppingToken)) await live.BeatAsync(id, spaced: true, stoppingToken);
    }

    private async Task TickAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.HeartbeatInterval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            queue.LookAtFailed();
            foreach (var (id, job) in live.All)
            {
                if (job.Announced && job.SupervisorIsAlive && !File.Exists(layout.Exit(id, job.Launch.Attempt))) await live.BeatAsync(id, spaced: false, stoppingToken);
                else queue.Look(id);
            }
        }
    }

    /// <summary>Null where the machine has no inotify watch left: then the tick finds everything, later.</summary>
    private FileSystemWatcher? Watch(string folder, Action<JobId> changed)
    {
        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new FileSystemWatcher(folder) { NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Size };
            watcher.Created += (_, e) => Tell(e.Name);
            watcher.Changed += (_, e) => Tell(e.Name);
            watcher.Renamed += (_, e) => Tell(e.Name);
            watcher.Error += (_, e) =>
            {
                logger.LogWarning(e.GetException(), "Changes in {Folder} were missed; all running jobs are looked at", folder);
                foreach (var (id, _) in live.All) changed(id);
            };
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (IOException e)
        {
            watcher?.Dispose();
            logger.LogWarning(e, "{Folder} cannot be watched: {Reason}. Ends and heartbeats are seen at the next tick only", folder, e.Message);
            return null;
        }

        void Tell(string? name)
        {
            if (JobId.TryParse(name, out var id, out _)) changed(id);
        }
    }
}
