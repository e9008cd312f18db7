namespace FlowForge.Jobs;

/// <summary>Remembers which hooks have run, by idempotency key.</summary>
public interface IHookRunStore
{
    Task<HookRun?> FindAsync(Guid key, CancellationToken cancellationToken = default);

    /// <summary>Notes a run; the first note of a key stays.</summary>
    Task SaveAsync(HookRun run, CancellationToken cancellationToken = default);

    /// <summary>Forgets the runs of before that time; returns how many.</summary>
    Task<int> ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken = default);
}
