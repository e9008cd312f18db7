using System.Collections.Concurrent;
using Amazon.Runtime;

namespace FlowForge.Integration.Tests.Artifacts;

/// <summary>Notes each call that a client makes: its verb, and what it asks of the bucket.</summary>
internal sealed class CallLog : HttpClientFactory
{
    private readonly ConcurrentQueue<string> _calls = new();

    public IReadOnlyCollection<string> Calls => _calls;

    /// <summary>Calls that list objects, by prefixes or one by one.</summary>
    public int Listings => _calls.Count(call => call.Contains("list-type=2", StringComparison.Ordinal) || call.Contains("versions", StringComparison.Ordinal));

    public void Clear() => _calls.Clear();

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Handler(_calls));

    private sealed class Handler(ConcurrentQueue<string> calls) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            calls.Enqueue($"{request.Method} {request.RequestUri!.Query}");
            return base.SendAsync(request, cancellationToken);
        }
    }
}
