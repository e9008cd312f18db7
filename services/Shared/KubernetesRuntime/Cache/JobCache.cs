using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FlowForge.KubernetesRuntime;

/// <summary>What is known of the jobs of every allowed namespace, kept up to date by watches while the host runs.</summary>
internal sealed class JobCache : IHostedService, IClusterHealth, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<string, NamespaceCache> _namespaces;

    public JobCache(ApiServer server, IOptions<KubernetesOptions> options, TimeProvider clock, CacheExtent extent, ILogger<JobCache> logger) =>
        _namespaces = options.Value.Namespaces.Distinct().ToDictionary(name => name, name => new NamespaceCache(name, server, options.Value, extent, clock, logger, _stopping.Token));

    /// <summary>An allowed namespace.</summary>
    public NamespaceCache Of(string @namespace) => _namespaces[@namespace];

    public IReadOnlyCollection<NamespaceCache> All => _namespaces.Values;

    /// <summary>Null, or which namespace cannot be seen now, and why.</summary>
    public string? Problem => _namespaces.Values.Select(cache => cache.Problem).FirstOrDefault(problem => problem is not null);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // An API server that is away is waited for: until it is there every question says so.
        foreach (var cache in _namespaces.Values) cache.Start();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_namespaces.Values.Select(cache => cache.Running)).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stopping.Dispose();
}
