using k8s.Models;

namespace FlowForge.Manifests.Tests;

/// <summary>Which rights there are to be, and which the manifests give.</summary>
internal static class Rights
{
    /// <summary>All that services may do on Kubernetes, and only in job namespaces. To give one more, say here why.</summary>
    public static IReadOnlySet<Right> Allowed { get; } = new HashSet<Right>(
    [
        // Limits and annotations, the deadline that ends a job, force delete.
        .. May("timeouts", "batch", "jobs", "get", "list", "watch", "patch", "delete"),
        // What is left of a job; patch takes finalizers off.
        .. May("timeouts", "", "pods", "get", "list", "watch", "patch", "delete"),
        // Exec by websocket is a GET, so servers check get; since 1.35 they check create as well.
        .. May("timeouts", "", "pods/exec", "get", "create"),
        // The warning.
        .. May("timeouts", "", "events", "create"),
        // A Job without a job id gets one (patch), a dead one is made again (create, delete).
        .. May("job-manager", "batch", "jobs", "get", "list", "watch", "create", "patch", "delete"),
        .. May("job-manager", "", "pods", "list", "watch"),
        // What it could not read.
        .. May("job-manager", "", "events", "create"),
        .. May("cleanup", "batch", "jobs", "get", "list", "watch", "delete"),
        .. May("cleanup", "", "pods", "get", "list", "watch", "delete"),
        // Each is found by a watch and deleted by its name: no deletecollection.
        .. May("cleanup", "", "configmaps", "get", "list", "watch", "delete"),
        .. May("cleanup", "", "persistentvolumeclaims", "get", "list", "watch", "delete"),
        .. May("cleanup", "", "secrets", "get", "list", "watch", "delete"),
        // The same ends as those of timeouts, but no warning and no SIGTERM: what is dead hears neither.
        .. May("recovery", "batch", "jobs", "get", "list", "watch", "patch", "delete"),
        .. May("recovery", "", "pods", "get", "list", "watch", "patch", "delete"),
        .. May("orphans", "batch", "jobs", "get", "list", "watch", "delete"),
        .. May("orphans", "", "pods", "get", "list", "watch", "delete"),
        .. May("orphans", "", "persistentvolumeclaims", "get", "list", "watch", "delete"),
        // create: a configmap or secret that was removed can be put back.
        .. May("orphans", "", "configmaps", "get", "list", "watch", "create", "delete"),
        .. May("orphans", "", "secrets", "get", "list", "watch", "create", "delete"),
    ]);

    /// <summary>The services that may do anything on Kubernetes at all.</summary>
    public static IReadOnlySet<string> Holders { get; } = Allowed.Select(right => right.Service).ToHashSet();

    /// <summary>What the roles give, each to the account that it is bound to.</summary>
    public static IEnumerable<Right> Given =>
        from binding in Manifests.Of<V1RoleBinding>()
        from subject in binding.Subjects
        from rule in Manifests.The<V1Role>(binding.RoleRef.Name).Rules
        from @group in rule.ApiGroups
        from resource in rule.Resources
        from verb in rule.Verbs
        select new Right(subject.Name, @group, resource, verb);

    private static IEnumerable<Right> May(string service, string group, string resource, params string[] verbs) => verbs.Select(verb => new Right(service, group, resource, verb));
}
