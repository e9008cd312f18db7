using System.Net;
using System.Text.Json;
using FlowForge.Jobs;
using Microsoft.Extensions.Logging;

namespace FlowForge.KubernetesRuntime;

/// <summary>
/// Keeps a shelf as the API server has it: lists once, watches from there, watches again when a watch ends, lists again when what it
/// knows is too old, and waits while the API server is away. One for each kind and namespace, whatever the number of jobs.
/// </summary>
internal sealed class Watch<T>(ApiServer server, ApiKind kind, string @namespace, string selector, Shelf<T> shelf, Func<JsonElement, T?> read,
    KubernetesOptions options, TimeProvider clock, ILogger logger) where T : CachedObject
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);

    private volatile string? _problem = "they have not been listed yet";
    private long _heard = clock.GetTimestamp();

    /// <summary>Null while what is on the shelf is what the API server has, a moment ago at most; else why that is not known.</summary>
    public string? Problem
    {
        get
        {
            if (_problem is { } problem) return $"{kind.Plural} in namespace '{@namespace}' are not up to date: {problem}";
            var silent = clock.GetElapsedTime(Interlocked.Read(ref _heard));
            return silent > options.StaleAfter ? $"{kind.Plural} in namespace '{@namespace}' may be out of date: their watch has said nothing for {Durations.Format(silent)}" : null;
        }
    }

    /// <exception cref="KubernetesApiException">They are not up to date and did not become so in time.</exception>
    public async Task FreshAsync(CancellationToken cancellationToken)
    {
        var since = clock.GetTimestamp();
        while (Problem is { } problem)
        {
            if (clock.GetElapsedTime(since) > options.CallTimeout) throw new KubernetesApiException(problem);
            await Task.Delay(LookAgain, clock, cancellationToken);
        }
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        string? version = null;
        var pause = options.RetryDelay;
        while (!cancellationToken.IsCancellationRequested)
        {
            var began = clock.GetTimestamp();
            try
            {
                version ??= await ListAsync(cancellationToken);
                version = await FollowAsync(version, cancellationToken);
            }
            catch (KubernetesApiException e) when (e.Status == HttpStatusCode.Gone)
            {
                // The server has forgotten what came after that version: only a new listing tells.
                logger.LogInformation("{Kind} in namespace {Namespace} are listed again: {Reason}", kind.Plural, @namespace, e.Message);
                version = null;
                _problem = "they are being listed again";
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Whatever it was: without this loop nothing of this namespace would ever be seen again.
                if (_problem is null || e is not KubernetesApiException { MayPass: true }) logger.LogWarning(e, "The watch of {Kind} in namespace {Namespace} broke off: {Reason}", kind.Plural, @namespace, e.Message);
                _problem = e.Message;
            }

            // One that held is begun again at once; one that ends as soon as it begins must not become a storm of calls.
            if (_problem is null && clock.GetElapsedTime(began) > options.RetryDelay) pause = options.RetryDelay;
            else pause = await WaitAsync(pause, cancellationToken);
        }
    }

    private async Task<TimeSpan> WaitAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        // Replicas that lost the same server must not come back to it at the same moment.
        var spread = pause * (0.75 + Random.Shared.NextDouble() / 2);
        await Task.Delay(spread, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return pause * 2 < options.LongestRetryDelay ? pause * 2 : options.LongestRetryDelay;
    }

    private async Task<string> ListAsync(CancellationToken cancellationToken)
    {
        var uids = new HashSet<string>();
        var version = "";
        await foreach (var page in server.ListAsync(kind, @namespace, selector, cancellationToken))
        {
            foreach (var item in page.Items.Select(read).OfType<T>())
            {
                shelf.Put(item);
                uids.Add(item.Uid);
            }

            version = page.ResourceVersion;
        }

        shelf.KeepOnly(uids);
        Heard();
        return version;
    }

    /// <summary>Returns the version to go on from.</summary>
    private async Task<string> FollowAsync(string version, CancellationToken cancellationToken)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = clock.CreateTimer(_ => Cancel(silence), null, options.StaleAfter, Timeout.InfiniteTimeSpan);
        try
        {
            await foreach (var change in server.WatchAsync(kind, @namespace, selector, version, Heard, silence.Token))
            {
                timer.Change(options.StaleAfter, Timeout.InfiniteTimeSpan);
                Heard();
                version = Apply(change) ?? version;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LogInformation("The watch of {Kind} in namespace {Namespace} said nothing for {Time}; it is begun again", kind.Plural, @namespace, options.StaleAfter);
        }
        catch (IOException e)
        {
            // The connection broke off. Whether the server is away shows when the watch is begun again.
            logger.LogDebug(e, "The watch of {Kind} in namespace {Namespace} lost its connection", kind.Plural, @namespace);
        }

        return version;
    }

    private string? Apply(ApiChange change)
    {
        if (change.Type != "BOOKMARK" && read(change.Object) is { } item)
        {
            if (change.Type == "DELETED") shelf.Remove(item);
            else shelf.Put(item);
        }

        return change.Object.GetProperty("metadata").Text("resourceVersion");
    }

    private void Heard()
    {
        Interlocked.Exchange(ref _heard, clock.GetTimestamp());
        _problem = null;
    }

    private static void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The watch ended at the same moment.
        }
    }
}
