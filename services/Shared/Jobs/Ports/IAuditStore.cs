namespace FlowForge.Jobs;

/// <summary>The audit: written once, never changed.</summary>
public interface IAuditStore
{
    /// <summary>Adds; an id that is already there stays as it was.</summary>
    Task AppendAsync(IReadOnlyCollection<AuditEntry> entries, CancellationToken cancellationToken = default);

    /// <summary>In order of time.</summary>
    Task<IReadOnlyList<AuditEntry>> QueryAsync(AuditQuery query, CancellationToken cancellationToken = default);
}
