using k8s.Models;

namespace FlowForge.KubernetesRuntime;

/// <summary>The labels and annotations by which objects in a cluster speak to FlowForge.</summary>
internal static class Marks
{
    public const string Prefix = "flowforge.io/";
    public const string Attempt = Prefix + "attempt";
    public const string Protected = Prefix + "protected";
    public const string LegalHold = Prefix + "legal-hold";
    public const string LastWarning = Prefix + "last-warning";
    public const string Organization = Prefix + "organization";
    public const string JobType = Prefix + "job-type";

    /// <summary>What a Job's spec said before FlowForge set out to end it, so that its next attempt does not begin where that left off.</summary>
    public const string Before = Prefix + "before";

    /// <summary>On a Job that was made again: the name and uid of the one that it follows.</summary>
    public const string Follows = Prefix + "follows";

    /// <summary>The finalizer by which the Job controller counts a pod before it lets it go.</summary>
    public const string JobTracking = "batch.kubernetes.io/job-tracking";

    /// <summary>The label, and the older one, by which a pod names the uid of its Job. Every server sets this one.</summary>
    public const string ControllerUid = "controller-uid";

    /// <summary>
    /// Null, or which mark keeps FlowForge from touching the object; as a label or as an annotation. Whatever is not plainly "false"
    /// holds: a misspelt hold must not cost what it was meant to keep.
    /// </summary>
    public static string? HeldBy(V1ObjectMeta metadata)
    {
        foreach (var key in (string[])[LegalHold, Protected])
            foreach (var marks in (IDictionary<string, string>?[])[metadata.Annotations, metadata.Labels])
                if (marks?.TryGetValue(key, out var value) == true && value != "false") return $"{key}={value}";
        return null;
    }

    /// <summary>The attempt that an object belongs to. Null: it names none, and belongs to whichever there is.</summary>
    public static int? AttemptOf(V1ObjectMeta metadata) =>
        (metadata.Labels?.TryGetValue(Attempt, out var text) == true || metadata.Annotations?.TryGetValue(Attempt, out text) == true)
        && int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var attempt) && attempt > 0 ? attempt : null;
}
