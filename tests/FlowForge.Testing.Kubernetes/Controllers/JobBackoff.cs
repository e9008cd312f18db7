namespace FlowForge.Testing.Kubernetes.Controllers;

/// <summary>When a Job may have its next pod after failures: 10 s, 20 s, 40 s, at most 10 minutes. An old server gives the first replacement at once.</summary>
internal sealed class JobBackoff(ControlPlane controlPlane)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);
    private readonly Dictionary<string, (int Failures, DateTimeOffset Last)> _jobs = [];

    public void Failed(string jobUid, DateTimeOffset now) => _jobs[jobUid] = (_jobs.GetValueOrDefault(jobUid).Failures + 1, now);

    public DateTimeOffset NextStart(string jobUid)
    {
        var (failures, last) = _jobs.GetValueOrDefault(jobUid);
        var doublings = failures - (controlPlane == ControlPlane.Current ? 1 : 2);
        if (doublings < 0) return DateTimeOffset.MinValue;
        var wait = First * Math.Pow(2, Math.Min(doublings, 10));
        return last + (wait > Longest ? Longest : wait);
    }
}
