using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FlowForge.Standalone;

/// <summary>RabbitMQ's management API, as far as the topology needs it.</summary>
internal sealed class ManagementApi : IDisposable
{
    private readonly HttpClient _http;
    private readonly Uri _address;

    public ManagementApi(Uri address, string user, string password)
    {
        _address = address;
        _http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
    }

    public void Dispose() => _http.Dispose();

    public async Task PutAsync(string path, JsonNode body, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Put, path, body, cancellationToken);
    }

    public async Task PostAsync(string path, JsonNode body, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Post, path, body, cancellationToken);
    }

    /// <summary>Default where the broker has no such thing.</summary>
    public async Task<T?> GetAsync<T>(string path, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, null, cancellationToken);
        return answer.StatusCode == HttpStatusCode.NotFound ? default : await answer.Content.ReadFromJsonAsync<T>(cancellationToken);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        HttpResponseMessage answer;
        try
        {
            answer = await _http.SendAsync(request, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new CommandFailure(ExitCodes.Unreachable, $"No management API answers at {_address}: {e.Message}");
        }

        if (answer.IsSuccessStatusCode || (method == HttpMethod.Get && answer.StatusCode == HttpStatusCode.NotFound)) return answer;
        using (answer)
        {
            throw new CommandFailure(ExitCodes.Failed, answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
                ? $"The broker at {_address} does not let this user do that ({(int)answer.StatusCode}). Name one with the tag administrator with --user, and its password with --password-file."
                : $"The broker at {_address} refused {method} {path} ({(int)answer.StatusCode}): {await ReasonAsync(answer, cancellationToken)}");
        }
    }

    private static async Task<string> ReasonAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            return JsonNode.Parse(text)?["reason"]?.ToString() ?? text;
        }
        catch (JsonException)
        {
            return text;
        }
    }
}
