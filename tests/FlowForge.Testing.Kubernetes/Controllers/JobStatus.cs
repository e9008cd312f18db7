using System.Text.Json.Nodes;
using FlowForge.Testing.Kubernetes.Storage;

namespace FlowForge.Testing.Kubernetes.Controllers;

/// <summary>The status of a Job while it is being worked out.</summary>
internal sealed class JobStatus(JsonObject job, DateTimeOffset now)
{
    private readonly JsonObject _status = job.At("status") is JsonObject status ? status.Copy() : [];

    public int Succeeded
    {
        get => _status.Number("succeeded") ?? 0;
        set => Set("succeeded", value);
    }

    public int Failed
    {
        get => _status.Number("failed") ?? 0;
        set => Set("failed", value);
    }

    public DateTimeOffset? StartTime => _status.Time("startTime");

    public bool IsFinished => Is("Failed") || Is("Complete");

    public bool Is(string condition) => Find(condition)?.Text("status") == "True";

    public string? ReasonOf(string condition) => Find(condition)?.Text("reason");

    public void Start() => _status["startTime"] ??= now.Stamp();

    public void Stop() => _status.Remove("startTime");

    public void Complete() => _status["completionTime"] ??= now.Stamp();

    public void Set(string counter, int value)
    {
        if (value == 0) _status.Remove(counter);
        else _status[counter] = value;
    }

    public void SetCondition(string type, bool holds, string reason, string message)
    {
        if (Find(type) is { } before)
        {
            if (before.Text("status") == (holds ? "True" : "False")) return;
            ((JsonArray)_status["conditions"]!).Remove(before);
        }

        if (_status["conditions"] is not JsonArray conditions) _status["conditions"] = conditions = [];
        conditions.Add(new JsonObject
        {
            ["type"] = type,
            ["status"] = holds ? "True" : "False",
            ["lastProbeTime"] = now.Stamp(),
            ["lastTransitionTime"] = now.Stamp(),
            ["reason"] = reason,
            ["message"] = message,
        });
    }

    public JsonObject ToJson() => _status;

    private JsonObject? Find(string type) => _status.Items("conditions").FirstOrDefault(condition => condition.Text("type") == type);
}
