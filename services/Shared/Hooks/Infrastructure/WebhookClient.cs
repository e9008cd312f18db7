using System.Net;
using System.Net.Http.Headers;

namespace FlowForge.Hooks;

/// <summary>Posts to webhooks. A redirect is not followed: it could carry the headers, and so the secrets, elsewhere.</summary>
internal sealed class WebhookClient(IHttpClientFactory clients)
{
    public const string Name = "flowforge-hooks";
    public const string IdempotencyHeader = "Idempotency-Key";

    public async Task PostAsync(Uri url, string? headersFile, HookContext context, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(HookJson.Write(context)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        request.Headers.Add(IdempotencyHeader, context.IdempotencyKey.ToString());
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("FlowForge.Events", null));
        foreach (var (name, value) in headersFile is null ? [] : await HeadersFile.ReadAsync(headersFile, cancellationToken))
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content.Headers.TryAddWithoutValidation(name, value);

        var status = await SendAsync(request, cancellationToken);
        if ((int)status is >= 200 and < 300) return;
        throw new HookFailedException($"POST {Shown(url)} answered {(int)status}", CanRetry(status));
    }

    private async Task<HttpStatusCode> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            using var client = clients.CreateClient(Name);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return response.StatusCode;
        }
        catch (HttpRequestException e)
        {
            throw new HookFailedException($"POST {Shown(request.RequestUri!)} failed: {e.Message}", canRetry: true);
        }
    }

    /// <summary>A request that was refused for what it is will be refused again.</summary>
    private static bool CanRetry(HttpStatusCode status) =>
        (int)status >= 500 || status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests;

    // Errors end in logs and in the audit, and anything behind the host may be a secret: Slack, Teams and Discord keep their tokens in the path.
    private static string Shown(Uri url) => $"{url.Scheme}://{url.Authority}";
}
