using System.Text;
using System.Text.Json.Nodes;
using FlowForge.Testing.Kubernetes.Storage;

namespace FlowForge.Testing.Kubernetes.Api;

/// <summary>What the server adds to a new object.</summary>
internal sealed class Defaults(ControlPlane controlPlane)
{
    public const string ClaimProtection = "kubernetes.io/pvc-protection";
    public const string Prefix = "batch.kubernetes.io/";
    public const int UsualGraceSeconds = 30;

    public void Apply(ResourceKind kind, JsonObject made)
    {
        switch (kind.Plural)
        {
            case "jobs": Job(made); break;
            case "pods": Pod(made); break;
            case "secrets": Secret(made); break;
            case "persistentvolumeclaims":
                made.SetFinalizers(made.Finalizers().Append(ClaimProtection).Distinct());
                made["status"] = new JsonObject { ["phase"] = "Pending" };
                break;
            case "namespaces": made["status"] = new JsonObject { ["phase"] = "Active" }; break;
        }
    }

    private void Job(JsonObject job)
    {
        job["status"] = new JsonObject();
        var spec = job.Section("spec");
        if (spec["parallelism"] is null && spec["completions"] is null) spec["completions"] = 1;
        spec["parallelism"] ??= 1;
        spec["backoffLimit"] ??= 6;
        spec.Section("template").Section("spec")["terminationGracePeriodSeconds"] ??= UsualGraceSeconds;
        var identity = new JsonObject { ["controller-uid"] = job.Uid(), ["job-name"] = job.Name() };
        if (controlPlane == ControlPlane.Current)
        {
            job.Meta()["generation"] = 1;
            spec["suspend"] ??= false;
            foreach (var (name, value) in identity.ToArray()) identity[Prefix + name] = value!.DeepClone();
        }
        else
        {
            spec.Remove("suspend");
        }

        var uidLabel = controlPlane == ControlPlane.Current ? Prefix + "controller-uid" : "controller-uid";
        spec["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { [uidLabel] = job.Uid() } };
        var labels = spec.Section("template").Meta().Section("labels");
        foreach (var (name, value) in identity) labels[name] = value!.DeepClone();
    }

    private static void Pod(JsonObject pod)
    {
        var spec = pod.Section("spec");
        spec["restartPolicy"] ??= "Always";
        spec["terminationGracePeriodSeconds"] ??= UsualGraceSeconds;
        pod["status"] = new JsonObject { ["phase"] = "Pending", ["qosClass"] = "BestEffort" };
    }

    private static void Secret(JsonObject secret)
    {
        secret["type"] ??= "Opaque";
        if (secret["stringData"] is not JsonObject plain) return;
        foreach (var (name, value) in plain) secret.Section("data")[name] = Convert.ToBase64String(Encoding.UTF8.GetBytes(value?.ToString() ?? ""));
        secret.Remove("stringData");
    }
}
