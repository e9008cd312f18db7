using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using Microsoft.Extensions.Options;

namespace FlowForge.KubernetesRuntime;

/// <summary>
/// The API server. Calls go through the client's connection and credentials, and past its typed methods: those read whole objects,
/// hide the server's Retry-After, and take a watch that ends without an event for a failure.
/// </summary>
internal sealed class ApiServer(Kubernetes client, IOptions<KubernetesOptions> options, TimeProvider clock)
{
    /// <summary>The objects of one kind that fit the selector, page by page.</summary>
    public async IAsyncEnumerable<ApiPage> ListAsync(ApiKind kind, string @namespace, string selector, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = "";
        do
        {
            var query = $"?labelSelector={Uri.EscapeDataString(selector)}&limit={options.Value.PageSize}{(next.Length == 0 ? "" : "&continue=" + Uri.EscapeDataString(next))}";
            using var answer = await TryAsync(new ApiCall(HttpMethod.Get, "list", kind, @namespace, query), cancellationToken);
            var metadata = answer.RootElement.GetProperty("metadata");
            next = metadata.Text("continue") ?? "";
            yield return new ApiPage([.. answer.RootElement.Items("items")], metadata.Text("resourceVersion") ?? "");
        }
        while (next.Length > 0);
    }

    /// <summary>Null where there is no such object.</summary>
    public Task<JsonDocument?> ReadAsync(ApiKind kind, string @namespace, string name, CancellationToken cancellationToken) =>
        UnlessGoneAsync(new ApiCall(HttpMethod.Get, "get", kind, @namespace, Name: name), cancellationToken);

    /// <summary>A merge patch. Null where there is no such object.</summary>
    public Task<JsonDocument?> PatchAsync(ApiKind kind, string @namespace, string name, JsonObject patch, CancellationToken cancellationToken) =>
        UnlessGoneAsync(new ApiCall(HttpMethod.Patch, "patch", kind, @namespace, Name: name, Body: patch.ToJsonString()), cancellationToken);

    /// <summary>False where there is no such object any more.</summary>
    public async Task<bool> DeleteAsync(ApiKind kind, string @namespace, string name, JsonObject how, CancellationToken cancellationToken)
    {
        using var answer = await UnlessGoneAsync(new ApiCall(HttpMethod.Delete, "delete", kind, @namespace, Name: name, Body: how.ToJsonString()), cancellationToken);
        return answer is not null;
    }

    /// <summary>False where an object of that name is there already.</summary>
    public async Task<bool> CreateAsync(ApiKind kind, string @namespace, JsonObject body, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await TryAsync(new ApiCall(HttpMethod.Post, "create", kind, @namespace, Body: body.ToJsonString()), cancellationToken);
            return true;
        }
        catch (KubernetesApiException e) when (e.Status == HttpStatusCode.Conflict)
        {
            // Names are derived from their cause: mostly an earlier try has made it.
            return false;
        }
    }

    /// <summary>What changes from that state on, until the API server ends the watch. 410 as an exception means that the state is too old.</summary>
    public async IAsyncEnumerable<ApiChange> WatchAsync(ApiKind kind, string @namespace, string selector, string resourceVersion, Action opened, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var call = new ApiCall(HttpMethod.Get, "watch", kind, @namespace,
            $"?watch=true&allowWatchBookmarks=true&labelSelector={Uri.EscapeDataString(selector)}&resourceVersion={Uri.EscapeDataString(resourceVersion)}&timeoutSeconds={(int)options.Value.WatchFor.TotalSeconds}");
        using var response = await SendAsync(call, cancellationToken);
        opened();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken), Encoding.UTF8);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length == 0) continue;
            using var change = JsonDocument.Parse(line);
            var type = change.RootElement.Text("type") ?? "";
            var subject = change.RootElement.GetProperty("object");
            if (type == "ERROR") throw ApiFailure.Of(call, (HttpStatusCode)(subject.Number("code") ?? 500), subject, null);
            yield return new ApiChange(type, subject);
        }
    }

    private async Task<JsonDocument?> UnlessGoneAsync(ApiCall call, CancellationToken cancellationToken)
    {
        try
        {
            return await TryAsync(call, cancellationToken);
        }
        catch (KubernetesApiException e) when (e.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    private async Task<JsonDocument> TryAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var pause = options.Value.RetryDelay;
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await CallAsync(call, cancellationToken);
            }
            catch (KubernetesApiException e) when (e.MayPass && tries < options.Value.CallTries)
            {
                var asked = e.RetryAfter ?? pause;
                await Task.Delay(asked < options.Value.LongestRetryDelay ? asked : options.Value.LongestRetryDelay, clock, cancellationToken);
                pause *= 2;
            }
        }
    }

    private async Task<JsonDocument> CallAsync(ApiCall call, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.Value.CallTimeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var response = await SendAsync(call, both.Token);
            return await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(both.Token), cancellationToken: both.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw ApiFailure.NoAnswer(call, options.Value.CallTimeout, e);
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            throw ApiFailure.NotReached(call, e);
        }
    }

    /// <summary>Returns once the headers are there, with an answer that is a success.</summary>
    private async Task<HttpResponseMessage> SendAsync(ApiCall call, CancellationToken cancellationToken)
    {
        using var request = call.ToRequest(client.BaseUri);
        if (client.Credentials is { } credentials) await credentials.ProcessHttpRequestAsync(request, cancellationToken);
        HttpResponseMessage response;
        try
        {
            response = await client.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw ApiFailure.NotReached(call, e);
        }

        if (response.IsSuccessStatusCode) return response;
        using (response) throw await ApiFailure.ReadAsync(call, response, clock, cancellationToken);
    }
}
