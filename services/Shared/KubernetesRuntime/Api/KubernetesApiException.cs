using System.Net;

namespace FlowForge.KubernetesRuntime;

/// <summary>The API server refused a call, or could not be asked; the message names verb, resource and namespace, and what to do.</summary>
public sealed class KubernetesApiException : Exception
{
    public KubernetesApiException() : this("The Kubernetes API server could not be asked.") { }

    public KubernetesApiException(string message) : base(message) { }

    public KubernetesApiException(string message, Exception? inner) : base(message, inner) { }

    /// <summary>Its answer. Null: it gave none.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>How long it asks to wait before the next try.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The same call may succeed later.</summary>
    public bool MayPass => Status is null or HttpStatusCode.TooManyRequests || (int)Status >= 500;
}
