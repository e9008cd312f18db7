using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using FlowForge.Hosting;
using FlowForge.Jobs;
using FlowForge.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FlowForge.HttpApi.Tests;

/// <summary>A host that offers some of the endpoints, over the store and the bus of a harness; it starts no jobs and sees none, as a service of the distributed mode.</summary>
internal sealed class ApiHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http;

    private ApiHost(WebApplication app) => (_app, _http) = (app, new HttpClient { BaseAddress = new Uri(app.Urls.Single()) });

    public Uri Address => _http.BaseAddress!;

    /// <param name="harness">Whose store and bus it uses.</param>
    /// <param name="map">Maps the endpoints.</param>
    /// <param name="more">Adds or removes services.</param>
    public static async Task<ApiHost> StartAsync(ServiceHarness harness, Action<WebApplication> map, Action<IServiceCollection>? more = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        // As in the development environment, where a service that cannot be made stops the host.
        builder.Host.UseDefaultServiceProvider(provider => provider.ValidateOnBuild = provider.ValidateScopes = true);
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton(harness.Bus).AddSingleton<IPolicies>(harness.Policies)
            .AddSingleton(harness.Registry).AddSingleton(harness.Audit).AddSingleton(harness.Get<ITimerLedger>()).AddSingleton(harness.Get<ILeaseStore>())
            .AddSingleton(harness.Get<ReplicaName>());
        more?.Invoke(builder.Services);
        builder.Services.AddHttpApi(allowRemote: false);
        var app = builder.Build();
        app.UseHttpApi();
        map(app);
        await app.StartAsync();
        return new ApiHost(app);
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        return await _http.SendAsync(request);
    }

    public Task<HttpResponseMessage> PostAsync(string path, object body) => _http.PostAsJsonAsync(path, body);

    public Task<HttpResponseMessage> PutAsync(string path, object body) => _http.PutAsJsonAsync(path, body);

    /// <summary>What the body of a successful answer says.</summary>
    public static async Task<JsonElement> BodyAsync(HttpResponseMessage response, HttpStatusCode status = HttpStatusCode.OK)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{(int)response.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    public async Task<HttpResponseMessage> PostAsync(string path, string body, string contentType)
    {
        using var content = new StringContent(body, Encoding.UTF8, contentType);
        return await _http.PostAsync(path, content);
    }

    /// <summary>The title and the detail of a problem.</summary>
    public static async Task<string> ProblemAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{(int)response.StatusCode} {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(text).RootElement;
        return $"{problem.GetProperty("title")} {(problem.TryGetProperty("detail", out var detail) ? detail : null)}";
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }
}
