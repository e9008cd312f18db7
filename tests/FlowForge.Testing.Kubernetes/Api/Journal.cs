using System.Collections.Concurrent;
using FlowForge.Testing.Kubernetes.Exec;

namespace FlowForge.Testing.Kubernetes.Api;

/// <summary>What was asked of the server, in order.</summary>
internal sealed class Journal
{
    private readonly ConcurrentQueue<RecordedRequest> _requests = new();
    private readonly ConcurrentQueue<ExecCall> _execs = new();

    public IReadOnlyList<RecordedRequest> Requests => [.. _requests];

    public IReadOnlyList<ExecCall> Execs => [.. _execs];

    public void Add(RecordedRequest request) => _requests.Enqueue(request);

    public void Add(ExecCall call) => _execs.Enqueue(call);

    public void Forget()
    {
        _requests.Clear();
        _execs.Clear();
    }
}
