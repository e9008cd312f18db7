using System.Text.Json.Nodes;

namespace FlowForge.Testing.Kubernetes.Api;

/// <summary>A request that is answered with a Status object, worded as the real server words it.</summary>
internal sealed class ApiException(int code, string reason, string message, JsonObject? details = null) : Exception(message)
{
    public int Code => code;

    public string Reason => reason;

    /// <summary>Sent as the Retry-After header.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public JsonObject ToStatus()
    {
        var status = new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Failure", ["message"] = Message };
        if (reason.Length > 0) status["reason"] = reason;
        if (details is not null) status["details"] = details.DeepClone();
        status["code"] = code;
        return status;
    }
}
