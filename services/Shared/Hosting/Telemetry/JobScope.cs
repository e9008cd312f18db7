using System.Collections;
using FlowForge.Jobs;

namespace FlowForge.Hosting;

/// <summary>What every log line says that is written while a job's message is handled.</summary>
internal sealed class JobScope(JobId jobId, int attempt, string correlationId) : IReadOnlyList<KeyValuePair<string, object?>>
{
    public JobId JobId => jobId;

    public int Attempt => attempt;

    public string CorrelationId => correlationId;

    public int Count => 3;

    public KeyValuePair<string, object?> this[int index] => index switch
    {
        0 => new(nameof(JobId), jobId.Value),
        1 => new(nameof(Attempt), attempt),
        2 => new(nameof(CorrelationId), correlationId),
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var index = 0; index < Count; index++) yield return this[index];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => $"job {jobId} attempt {attempt}";
}
