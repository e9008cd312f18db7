namespace FlowForge.Testing.Kubernetes.Faults;

/// <summary>What goes wrong, with which calls, and how often. "*" stands for any verb or resource.</summary>
public sealed record Fault
{
    public const int Always = int.MaxValue;

    private Fault(FaultKind kind, string verb, string resource) => (Kind, Verb, Resource) = (kind, verb, resource);

    public string Verb { get; init; }

    /// <summary>With its subresource, if any: pods/exec.</summary>
    public string Resource { get; init; }

    public string? Namespace { get; init; }

    public string? Name { get; init; }

    /// <summary>How many calls it spoils; then all is well again.</summary>
    public int Times { get; init; } = 1;

    internal FaultKind Kind { get; }

    internal int Code { get; private init; }

    internal TimeSpan RetryAfter { get; private init; }

    internal int Events { get; private init; }

    /// <summary>Refused by RBAC, with the real server's text.</summary>
    public static Fault Forbidden(string verb, string resource) => new(FaultKind.Forbidden, verb, resource);

    public static Fault NotFound(string verb, string resource) => Status(verb, resource, 404);

    public static Fault Conflict(string verb, string resource) => Status(verb, resource, 409);

    public static Fault Gone(string verb, string resource) => Status(verb, resource, 410);

    public static Fault TooManyRequests(string verb, string resource, TimeSpan retryAfter) => Status(verb, resource, 429) with { RetryAfter = retryAfter };

    public static Fault InternalError(string verb, string resource) => Status(verb, resource, 500);

    public static Fault Unavailable(string verb, string resource) => Status(verb, resource, 503);

    /// <summary>The connection breaks before anything is done.</summary>
    public static Fault Reset(string verb, string resource) => new(FaultKind.Reset, verb, resource);

    /// <summary>The call is done, but the connection breaks before the answer.</summary>
    public static Fault AnswerLost(string verb, string resource) => new(FaultKind.AnswerLost, verb, resource);

    /// <summary>No answer until the caller gives up or the server stops.</summary>
    public static Fault Hang(string verb, string resource) => new(FaultKind.Hang, verb, resource);

    /// <summary>A watch ends after that many events; with none, at once.</summary>
    public static Fault WatchEnds(string resource, int afterEvents = 0) => new(FaultKind.WatchEnds, "watch", resource) { Events = afterEvents };

    /// <summary>A watch is told, as its first event, that its version is expired (410).</summary>
    public static Fault WatchExpires(string resource) => new(FaultKind.WatchExpires, "watch", resource);

    private static Fault Status(string verb, string resource, int code) => new(FaultKind.Status, verb, resource) { Code = code };
}
