using System.Text;
using FlowForge.Jobs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FlowForge.Configuration;

/// <summary>
/// One section of the policy file, kept up to date while the host runs. A file that is bad at start stops the start; one that
/// turns bad, or vanishes, later is logged and what was in force stays.
/// </summary>
/// <param name="file">Null: there is no file, and the section's default is in force.</param>
/// <param name="section">The section that is read.</param>
/// <param name="sections">All sections; a file that one of them refuses is refused whole.</param>
/// <param name="clock">For the pauses between looks at the file.</param>
/// <param name="logger">Is told of every reload and of every refusal.</param>
public abstract class ReloadingFile<T>(string? file, IConfigSection<T> section, IEnumerable<IConfigSection> sections, TimeProvider clock, ILogger logger)
    : IHostedLifecycleService, IDisposable where T : class
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private T? _current;
    private string? _seen;
    private Task _watching = Task.CompletedTask;

    /// <summary>The file, or null where there is none.</summary>
    public string? File { get; } = file is null ? null : Path.GetFullPath(file);

    /// <summary>What is in force. Read from the file at first use.</summary>
    /// <exception cref="PolicyFileException">The file was never good.</exception>
    public T Current => Volatile.Read(ref _current) ?? LoadFirst();

    /// <summary>Why the file as it is now is not in force; null where it is. For health checks.</summary>
    public string? LastReloadError { get; private set; }

    /// <summary>When <see cref="Current"/> was read.</summary>
    public DateTimeOffset? LoadedAt { get; private set; }

    /// <summary>Reads the file now. False: it is bad or gone, <see cref="LastReloadError"/> says why, and what was in force stays.</summary>
    public async Task<bool> ReloadAsync(CancellationToken cancellationToken = default)
    {
        if (File is null) return true;
        string text;
        try
        {
            text = await System.IO.File.ReadAllTextAsync(File, Encoding.UTF8, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Refuse($"{File} cannot be read: {e.Message}", seen: e.Message);
        }
        lock (_gate)
        {
            if (text == _seen) return LastReloadError is null;
            try
            {
                Accept(Parse(text), text);
                logger.LogInformation("{File} was read again; its {Section} are in force", File, section.Key);
                return true;
            }
            catch (PolicyFileException e)
            {
                return Refuse(e.Message, text);
            }
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        // Before any other service starts: a consumer must not meet a policy that turns out to be bad.
        _ = Current;
        if (File is not null) _watching = WatchAsync(File, _stopping.Token);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _watching;
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing) _stopping.Dispose();
    }

    private T LoadFirst()
    {
        lock (_gate)
        {
            if (_current is { } loaded) return loaded;
            try
            {
                var text = File is null ? "{}" : System.IO.File.ReadAllText(File, Encoding.UTF8);
                return Accept(Parse(text), text);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new PolicyFileException($"{File} cannot be read: {e.Message}", e);
            }
        }
    }

    private T Parse(string text) => PolicyFileReader.Read(text, section, sections, File);

    private T Accept(T value, string text)
    {
        Volatile.Write(ref _current, value);
        (_seen, LastReloadError, LoadedAt) = (text, null, clock.Now());
        return value;
    }

    private bool Refuse(string reason, string seen)
    {
        lock (_gate)
        {
            // Said once for each state of the file, not at every look at it.
            if (seen != _seen || LastReloadError is null) logger.LogError("The {Section} in force stay as they are: {Reason}", section.Key, reason);
            (_seen, LastReloadError) = (seen, reason);
            return false;
        }
    }

    private async Task TryReloadAsync(CancellationToken stopping)
    {
        try
        {
            await ReloadAsync(stopping);
        }
        catch (Exception e) when (e is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            // Whatever it was, the watch must outlive it: the next change may be good.
            Refuse($"{File} could not be read again: {e.Message}", seen: e.Message);
        }
    }

    private async Task WatchAsync(string path, CancellationToken stopping)
    {
        using var changes = new FileChanges(path, clock, logger);
        try
        {
            while (true)
            {
                await changes.WaitAsync(stopping);
                await TryReloadAsync(stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }
}
