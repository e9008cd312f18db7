namespace FlowForge.Benchmarks;

/// <summary>Counts calls, and the bytes of their answers as they are read.</summary>
internal sealed class TrafficCounter : DelegatingHandler
{
    private long _bytes;
    private int _calls;

    public long Bytes => Interlocked.Read(ref _bytes);
    public int Calls => Volatile.Read(ref _calls);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        var response = await base.SendAsync(request, cancellationToken);
        var content = new StreamContent(new CountedStream(await response.Content.ReadAsStreamAsync(cancellationToken), count => Interlocked.Add(ref _bytes, count)));
        foreach (var header in response.Content.Headers) content.Headers.TryAddWithoutValidation(header.Key, header.Value);
        response.Content = content;
        return response;
    }
}
