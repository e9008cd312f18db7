using FlowForge.Jobs;
using Microsoft.Extensions.Options;

namespace FlowForge.KubernetesRuntime;

/// <summary>Where a job is looked for, and by what selector. Nothing reaches the API server but through here.</summary>
internal sealed class JobPlace(IOptions<KubernetesOptions> options)
{
    /// <summary>The longest value that a label can have.</summary>
    private const int LongestLabel = 63;

    private KubernetesOptions Options => options.Value;

    /// <summary>Null where the job may be looked for, else why not.</summary>
    public string? Problem(JobRef job)
    {
        var id = job.JobId.Value;
        if (id.Length > LongestLabel) return $"job id '{DnsName.Printable(id)}' has {id.Length} characters; as the value of the label {Options.JobIdLabel} it may have {LongestLabel}";
        var @namespace = NamespaceOf(job);
        return Options.Namespaces.Contains(@namespace)
            ? null
            : $"namespace '{DnsName.Printable(@namespace)}' of job '{id}' is none in which FlowForge may act; {KubernetesOptions.Section}:namespaces allows {string.Join(", ", Options.Namespaces)}";
    }

    /// <exception cref="InvalidOperationException">The job may not be touched; the message says why.</exception>
    public string Namespace(JobRef job) => Problem(job) is { } problem ? throw new InvalidOperationException($"{problem}; nothing was done") : NamespaceOf(job);

    /// <summary>What carries the id of that job. An id is a validated name: nothing in it can be read as a second condition.</summary>
    public string Selector(JobRef job) => $"{Options.JobIdLabel}={job.JobId.Value}";

    /// <summary>What carries the id of any job.</summary>
    public string AnyJob => Options.JobIdLabel;

    public string JobIdLabel => Options.JobIdLabel;

    private string NamespaceOf(JobRef job) => job.Namespace ?? Options.DefaultNamespace ?? Options.Namespaces[0];
}
