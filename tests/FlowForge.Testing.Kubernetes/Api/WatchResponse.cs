using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace FlowForge.Testing.Kubernetes.Api;

/// <summary>Writes a watch: one JSON event a line, until its timeout, its end or the caller's.</summary>
internal sealed class WatchResponse(WatchHub hub, TimeProvider time)
{
    public async Task WriteAsync(HttpContext context, ApiRequest request, int? endAfter, CancellationToken stopping)
    {
        var watcher = hub.Open(request);
        using var timer = Timeout(request) is { } limit ? time.CreateTimer(_ => hub.Finish(watcher), null, limit, System.Threading.Timeout.InfiniteTimeSpan) : null;
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            context.Response.ContentType = "application/json";
            await context.Response.StartAsync(ends.Token);
            await context.Response.Body.FlushAsync(ends.Token);
            if (endAfter == 0) return;
            var sent = 0;
            await foreach (var found in watcher.Events.ReadAllAsync(ends.Token))
            {
                await context.Response.WriteAsync(found.ToJsonString() + "\n", ends.Token);
                await context.Response.Body.FlushAsync(ends.Token);
                if (++sent == endAfter) return;
            }
        }
        catch (OperationCanceledException)
        {
            // The caller or the server went away: that is how a watch ends.
        }
        finally
        {
            hub.Close(watcher);
        }
    }

    private static TimeSpan? Timeout(ApiRequest request) =>
        int.TryParse(request.Query["timeoutSeconds"].ToString(), CultureInfo.InvariantCulture, out var seconds) && seconds > 0 ? TimeSpan.FromSeconds(seconds) : null;
}
