using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace FlowForge.Configuration;

/// <summary>
/// Says when a file may have changed. Anything that happens in its folder counts: editors replace the file, and Kubernetes swaps
/// the link <c>..data</c> beside it and never touches the file itself. It says so every 10 s in any case, because some mounts
/// (a single file bound into a container, NFS) report nothing. The reader compares contents, so a needless word costs one read.
/// </summary>
internal sealed class FileChanges : IDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(10);

    private readonly Channel<bool> _signals = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly FileSystemWatcher? _watcher;
    private readonly TimeProvider _clock;

    public FileChanges(string path, TimeProvider clock, ILogger logger)
    {
        _clock = clock;
        try
        {
            _watcher = new FileSystemWatcher(Path.GetDirectoryName(path)!);
            _watcher.Changed += (_, _) => Signal();
            _watcher.Created += (_, _) => Signal();
            _watcher.Deleted += (_, _) => Signal();
            _watcher.Renamed += (_, _) => Signal();
            _watcher.Error += (_, _) => Signal();
            _watcher.EnableRaisingEvents = true;
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            // Typically the machine's limit of inotify instances. Looking every 10 s still works.
            logger.LogWarning(e, "The folder of {File} cannot be watched; it is looked at every {Seconds} s", path, LongestSilence.TotalSeconds);
            _watcher?.Dispose();
            _watcher = null;
        }
    }

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(LongestSilence, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await _signals.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return;
        }
        // Writers write in steps; the file is read once they have paused.
        do await Task.Delay(Quiet, _clock, cancellationToken);
        while (_signals.Reader.TryRead(out _) && !limit.IsCancellationRequested);
    }

    public void Dispose() => _watcher?.Dispose();

    private void Signal() => _signals.Writer.TryWrite(true);
}
