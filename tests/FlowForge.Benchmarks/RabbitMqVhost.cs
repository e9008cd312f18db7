using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;

namespace FlowForge.Benchmarks;

/// <summary>A virtual host of one benchmark, gone afterwards.</summary>
internal sealed class RabbitMqVhost : IAsyncDisposable
{
    private readonly HttpClient _management;
    private readonly string _name;

    private RabbitMqVhost(string name)
    {
        _name = name;
        _management = new HttpClient { BaseAddress = Servers.RabbitMqManagement };
        _management.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(Servers.RabbitMq.UserInfo))));
        Address = new UriBuilder(Servers.RabbitMq) { Path = "/" + name }.Uri;
    }

    /// <summary>Of the broker, with this virtual host and the user.</summary>
    public Uri Address { get; }

    public static async Task<RabbitMqVhost> CreateAsync(string what)
    {
        var vhost = new RabbitMqVhost(Servers.OwnName(what));
        await vhost.DisposeAsync(keepClient: true);
        await vhost.PutAsync($"/api/vhosts/{vhost._name}", new { });
        await vhost.PutAsync($"/api/permissions/{vhost._name}/{vhost.Address.UserInfo.Split(':')[0]}", new { configure = ".*", write = ".*", read = ".*" });
        return vhost;
    }

    public async ValueTask DisposeAsync() => await DisposeAsync(keepClient: false);

    private async Task DisposeAsync(bool keepClient)
    {
        using var gone = await _management.DeleteAsync(new Uri($"/api/vhosts/{_name}", UriKind.Relative));
        if (!keepClient) _management.Dispose();
    }

    private async Task PutAsync(string path, object body)
    {
        using var answer = await _management.PutAsJsonAsync(new Uri(path, UriKind.Relative), body);
        answer.EnsureSuccessStatusCode();
    }
}
