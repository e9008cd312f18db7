using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FlowForge.Benchmarks;

/// <summary>A storage without any service over it.</summary>
internal sealed class StorageOnly : IAsyncDisposable
{
    private readonly IHost _host;

    private StorageOnly(IHost host) => _host = host;

    public static async Task<StorageOnly> OpenAsync(Action<IServiceCollection> storage)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        storage(builder.Services);
        var host = builder.Build();
        await host.StartAsync();
        return new StorageOnly(host);
    }

    public T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
