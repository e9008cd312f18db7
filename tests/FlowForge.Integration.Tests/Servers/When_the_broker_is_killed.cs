using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace FlowForge.Integration.Tests.Servers;

/// <summary>What the tests of failures rely on: a server that comes back is the same one, where it was.</summary>
public sealed class When_the_broker_is_killed : IAsyncLifetime
{
    private readonly DevServers _servers = DevServers.Separate();
    private readonly HttpClient _http = new();

    [Fact]
    public async Task Should_it_come_back_at_its_address_with_what_it_held()
    {
        var virtualHost = new Uri(await _servers.ManagementAsync(), "/api/vhosts/kept");
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes((await _servers.AmqpAsync()).UserInfo)));
        using var made = await _http.PutAsync(virtualHost, content: null);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);

        await _servers.KillBrokerAsync();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => _http.GetAsync(virtualHost));

        await _servers.StartBrokerAsync();
        using var found = await _http.GetAsync(virtualHost);
        Assert.Equal(HttpStatusCode.OK, found.StatusCode);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return _servers.DisposeAsync();
    }
}
