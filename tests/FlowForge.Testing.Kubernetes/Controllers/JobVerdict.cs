namespace FlowForge.Testing.Kubernetes.Controllers;

/// <summary>How a Job ends. The announcement is the condition that a current server sets while pods still terminate.</summary>
internal sealed record JobVerdict(string Condition, string Announcement, string Reason, string Message)
{
    public static readonly JobVerdict Complete = new("Complete", "SuccessCriteriaMet", "CompletionsReached", "Reached expected number of succeeded pods");
    public static readonly JobVerdict TooManyFailures = new("Failed", "FailureTarget", "BackoffLimitExceeded", "Job has reached the specified backoff limit");
    public static readonly JobVerdict PastDeadline = new("Failed", "FailureTarget", "DeadlineExceeded", "Job was active longer than specified deadline");

    public static JobVerdict FailedFor(string reason) => reason == PastDeadline.Reason ? PastDeadline : TooManyFailures;
}
