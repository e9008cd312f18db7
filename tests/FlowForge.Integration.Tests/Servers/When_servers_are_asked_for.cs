using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace FlowForge.Integration.Tests.Servers;

public sealed class When_servers_are_asked_for(DevServers servers) : IDisposable
{
    private readonly HttpClient _http = new();

    [Fact]
    public async Task Should_the_broker_be_a_RabbitMQ_4_with_its_management()
    {
        var amqp = await servers.AmqpAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(await servers.ManagementAsync(), "/api/overview"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(amqp.UserInfo)));

        using var response = await _http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var overview = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.StartsWith("4.", overview.GetProperty("rabbitmq_version").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_S3_list_the_buckets_of_nobody_for_a_caller_without_a_name()
    {
        using var response = await _http.GetAsync(await servers.S3Async());

        Assert.Contains("ListAllMyBucketsResult", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    public void Dispose() => _http.Dispose();
}
