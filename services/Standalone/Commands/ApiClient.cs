using System.Net;
using System.Text.Json;
using FlowForge.HttpApi;
using Microsoft.AspNetCore.Mvc;

namespace FlowForge.Standalone;

/// <summary>Talks to a server; what goes wrong becomes a sentence and an exit code.</summary>
internal sealed class ApiClient : IDisposable
{
    private readonly HttpClient _http;

    public ApiClient(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new CommandFailure(ExitCodes.Usage, $"--url '{url}' is not an address such as {CommandShape.DefaultUrl}");
        _http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
    }

    public static JsonSerializerOptions Json { get; } = MakeJson();

    public Task<T> GetAsync<T>(string path, CancellationToken cancellationToken) => SendAsync<T>(() => _http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken), cancellationToken);

    public Task<T> PostAsync<T>(string path, object body, CancellationToken cancellationToken) =>
        SendAsync<T>(() => _http.PostAsJsonAsync(path, body, Json, cancellationToken), cancellationToken);

    public Task<T> PutAsync<T>(string path, object body, CancellationToken cancellationToken) =>
        SendAsync<T>(() => _http.PutAsJsonAsync(path, body, Json, cancellationToken), cancellationToken);

    public Task<T> DeleteAsync<T>(string path, CancellationToken cancellationToken) => SendAsync<T>(() => _http.DeleteAsync(new Uri(path, UriKind.Relative), cancellationToken), cancellationToken);

    /// <summary>The path with those of the values that are set.</summary>
    public static string Query(string path, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var query = new List<string>();
        foreach (var (name, value) in values)
            if (value is not null) query.Add($"{name}={Uri.EscapeDataString(FormattableString.Invariant($"{value}"))}");
        return query.Count == 0 ? path : $"{path}?{string.Join('&', query)}";
    }

    public void Dispose() => _http.Dispose();

    private async Task<T> SendAsync<T>(Func<Task<HttpResponseMessage>> send, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await send();
            if (response.IsSuccessStatusCode) return (await response.Content.ReadFromJsonAsync<T>(Json, cancellationToken))!;
            throw await FailureAsync(response, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw new CommandFailure(ExitCodes.Unreachable, $"No server answers at {_http.BaseAddress}: {e.Message}. Start one with 'flowforge serve', or name another with --url.");
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CommandFailure(ExitCodes.Unreachable, $"The server at {_http.BaseAddress} did not answer within {_http.Timeout.TotalSeconds:0} s.");
        }
    }

    private static async Task<CommandFailure> FailureAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var code = response.StatusCode switch
        {
            HttpStatusCode.NotFound => ExitCodes.NotFound,
            >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError => ExitCodes.Usage,
            _ => ExitCodes.Failed,
        };
        try
        {
            var problem = await response.Content.ReadFromJsonAsync<ProblemDetails>(Json, cancellationToken);
            return new CommandFailure(code, problem?.Detail ?? problem?.Title ?? $"The server answered {(int)response.StatusCode}.");
        }
        catch (JsonException)
        {
            return new CommandFailure(code, $"The server answered {(int)response.StatusCode} {response.ReasonPhrase}.");
        }
    }

    private static JsonSerializerOptions MakeJson()
    {
        var json = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        ApiJson.Configure(json);
        return json;
    }
}
