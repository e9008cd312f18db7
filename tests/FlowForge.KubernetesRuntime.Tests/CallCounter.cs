using System.Collections.Concurrent;

namespace FlowForge.KubernetesRuntime.Tests;

/// <summary>Every call of the runtime to the API server, as it goes out.</summary>
internal sealed class CallCounter(CallCounter? all = null) : DelegatingHandler
{
    private readonly ConcurrentQueue<string> _calls = all?._calls ?? new();

    public IReadOnlyList<string> Calls => [.. _calls];

    /// <summary>What happens in the cluster before a call arrives there.</summary>
    public Func<HttpRequestMessage, Task>? Before { get; set; }

    public void Forget() => _calls.Clear();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        _calls.Enqueue($"{request.Method} {request.RequestUri!.PathAndQuery}");
        if ((all ?? this).Before is { } before) await before(request);
        return await base.SendAsync(request, cancellationToken);
    }
}
