using FlowForge.Jobs;

namespace FlowForge.Hosting;

/// <summary>Which attempt of which job a message is about. Told by its properties JobId, Attempt and CorrelationId, looked up once for each type.</summary>
internal static class JobOf<T> where T : class
{
    private static readonly Func<T, string?>? JobId = Getter<string?>("JobId");
    private static readonly Func<T, int>? Attempt = Getter<int>("Attempt");
    private static readonly Func<T, string?>? CorrelationId = Getter<string?>("CorrelationId");

    /// <summary>Null where the type names no attempt, or this message names no valid one: nothing else belongs in a log.</summary>
    public static JobScope? Read(T message)
    {
        if (JobId is null || Attempt is null || !Jobs.JobId.TryParse(JobId(message), out var id, out _)) return null;
        var attempt = Attempt(message);
        return new JobScope(id, attempt, Safe(CorrelationId?.Invoke(message)) ?? DerivedId.Correlation(id.Value, attempt));
    }

    /// <summary>It came from outside, and its consumer has not looked at it yet.</summary>
    private static string? Safe(string? given) => given is { Length: > 0 and <= 100 } && !given.Any(char.IsControl) ? given : null;

    private static Func<T, TValue>? Getter<TValue>(string name) =>
        typeof(T).GetProperty(name) is { GetMethod: { } getter } property && property.PropertyType == typeof(TValue)
            ? getter.CreateDelegate<Func<T, TValue>>()
            : null;
}
