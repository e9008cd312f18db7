namespace FlowForge.KubernetesRuntime;

/// <summary>Where jobs run on Kubernetes, and what FlowForge may touch there.</summary>
public sealed class KubernetesOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "kubernetes";

    /// <summary>
    /// The kubeconfig to connect with, an absolute path. Default: none, which means the service account of the pod that FlowForge runs in.
    /// </summary>
    public string? Kubeconfig { get; set; }

    /// <summary>The context of the kubeconfig. Default: its current one.</summary>
    public string? Context { get; set; }

    /// <summary>
    /// The namespaces in which jobs may be observed, stopped and cleaned up; what is in another one is never touched. No default: at
    /// least one must be set.
    /// </summary>
    public IList<string> Namespaces { get; } = [];

    /// <summary>The namespace of jobs that name none; one of <see cref="Namespaces"/>. Default: none, which means the first of them.</summary>
    public string? DefaultNamespace { get; set; }

    /// <summary>The container that gets a job's SIGTERM; where a pod has no such container, its first one. Default: main.</summary>
    public string MainContainer { get; set; } = "main";

    /// <summary>The label that carries the job id, on the Job, its pods, and whatever else belongs to it. Default: flowforge.io/job-id.</summary>
    public string JobIdLabel { get; set; } = "flowforge.io/job-id";

    /// <summary>How long one call to the API server may take, and how long an answer waits for the watch. From 100 ms to 5 min. Default: 10 s.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a call is tried that the API server could not answer (429, 5xx, no connection, no answer in time). From 1 to 10. Default: 4.</summary>
    public int CallTries { get; set; } = 4;

    /// <summary>The pause before the second try where the API server names none; it doubles with each. From 1 ms to 1 min. Default: 250 ms.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest pause between two tries, whatever the API server asks for. From RetryDelay to 5 min. Default: 10 s.</summary>
    public TimeSpan LongestRetryDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A watch that says nothing for so long is taken for dead: nothing is answered from it until it is there again. API servers send
    /// a bookmark about once a minute. From 1 s to 1 h. Default: 2 min.
    /// </summary>
    public TimeSpan StaleAfter { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long the API server is asked to keep one watch open. From 1 s to 1 h. Default: 5 min.</summary>
    public TimeSpan WatchFor { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How many objects one page of a listing holds. From 1 to 5000. Default: 500.</summary>
    public int PageSize { get; set; } = 500;

    /// <summary>
    /// The key by which a secret that an orphan scan removes is encrypted, to be restored: 32 bytes, as base64. Keep it as a secret itself, and
    /// keep it: without it nothing is restored. Default: none, a secret is removed for good.
    /// </summary>
    public string? UndoKey { get; set; }

    /// <summary>How long a hard kill, a force delete or a removal waits until what it did shows. From 100 ms to 5 min. Default: 10 s.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(10);
}
