using System.Net;
using System.Text.Json;
using FlowForge.Jobs;

namespace FlowForge.KubernetesRuntime;

/// <summary>What went wrong with a call, in words that say what to do.</summary>
internal static class ApiFailure
{
    private const int LongestBody = 64 * 1024;

    public static async Task<KubernetesApiException> ReadAsync(ApiCall call, HttpResponseMessage response, TimeProvider clock, CancellationToken cancellationToken)
    {
        var wait = response.Headers.RetryAfter is { } after ? after.Delta ?? (after.Date - clock.GetUtcNow()) : null;
        var text = "";
        try
        {
            text = await response.Content.ReadAsStringAsync(cancellationToken);
            if (text.Length > LongestBody) text = text[..LongestBody];
            using var status = JsonDocument.Parse(text);
            return Of(call, response.StatusCode, status.RootElement, wait);
        }
        catch (Exception e) when (e is JsonException or HttpRequestException or IOException)
        {
            // A proxy in between answers in its own form.
            return Make(call, response.StatusCode, DnsName.Printable(text), wait);
        }
    }

    /// <param name="call">What was asked.</param>
    /// <param name="code">The code of the answer.</param>
    /// <param name="status">The Status object of the API server.</param>
    /// <param name="wait">What its Retry-After said.</param>
    public static KubernetesApiException Of(ApiCall call, HttpStatusCode code, JsonElement status, TimeSpan? wait)
    {
        var isObject = status.ValueKind == JsonValueKind.Object;
        if (isObject && wait is null && status.TryGetProperty("details", out var details) && details.ValueKind == JsonValueKind.Object && details.Number("retryAfterSeconds") is { } seconds)
            wait = TimeSpan.FromSeconds(seconds);
        return Make(call, code, isObject ? status.Text("message") ?? "" : "", wait);
    }

    public static KubernetesApiException NoAnswer(ApiCall call, TimeSpan limit, Exception inner) =>
        new($"{call}: the API server did not answer within {Durations.Format(limit)}", inner);

    public static KubernetesApiException NotReached(ApiCall call, Exception inner) =>
        new($"{call}: the API server could not be reached: {inner.Message}", inner);

    private static KubernetesApiException Make(ApiCall call, HttpStatusCode code, string said, TimeSpan? wait)
    {
        var hint = code switch
        {
            HttpStatusCode.Forbidden => $"; the role of FlowForge's service account lacks the verb '{call.Verb}' on '{call.Kind.Plural}' in namespace '{call.Namespace}'",
            HttpStatusCode.Unauthorized => "; its token or certificate is not accepted: renew the kubeconfig or the service account",
            _ => "",
        };
        return new KubernetesApiException($"{call}: {(int)code} {code}{(said.Length == 0 ? "" : $", {said}")}{hint}") { Status = code, RetryAfter = wait < TimeSpan.Zero ? TimeSpan.Zero : wait };
    }
}
