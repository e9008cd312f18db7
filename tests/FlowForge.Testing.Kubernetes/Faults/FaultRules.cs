using FlowForge.Testing.Kubernetes.Api;

namespace FlowForge.Testing.Kubernetes.Faults;

/// <summary>The faults that wait for their calls; the first that fits is taken.</summary>
public sealed class FaultRules
{
    private readonly Lock _gate = new();
    private readonly List<(Fault Fault, int Left)> _rules = [];

    /// <summary>Whether every fault has happened as often as it should.</summary>
    public bool AreUsedUp
    {
        get
        {
            lock (_gate) return _rules.Count == 0;
        }
    }

    public void Add(Fault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        lock (_gate) _rules.Add((fault, fault.Times));
    }

    public void Clear()
    {
        lock (_gate) _rules.Clear();
    }

    internal Fault? Take(ApiRequest request)
    {
        lock (_gate)
        {
            var place = _rules.FindIndex(rule => Fits(rule.Fault, request));
            if (place < 0) return null;
            var (fault, left) = _rules[place];
            if (left == 1) _rules.RemoveAt(place);
            else if (left != Fault.Always) _rules[place] = (fault, left - 1);
            return fault;
        }
    }

    internal static ApiException ErrorOf(Fault fault, ApiRequest request, string user) => fault.Kind == FaultKind.Forbidden ? ApiErrors.Forbidden(request, user) : fault.Code switch
    {
        404 => ApiErrors.NotFound(request.Kind, request.Name ?? ""),
        409 => ApiErrors.Conflict(request.Kind, request.Name ?? ""),
        410 => ApiErrors.Expired("The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter."),
        429 => ApiErrors.TooManyRequests(fault.RetryAfter),
        503 => ApiErrors.Unavailable(),
        _ => ApiErrors.Internal("etcdserver: request timed out"),
    };

    private static bool Fits(Fault fault, ApiRequest request) =>
        (fault.Verb == "*" || fault.Verb == request.Verb) && (fault.Resource == "*" || fault.Resource == request.Resource)
        && (fault.Namespace is null || fault.Namespace == request.Namespace) && (fault.Name is null || fault.Name == request.Name);
}
