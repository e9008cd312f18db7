namespace FlowForge.Testing.Kubernetes.Faults;

internal enum FaultKind
{
    Status,
    Forbidden,
    Reset,
    AnswerLost,
    Hang,
    WatchEnds,
    WatchExpires,
}
