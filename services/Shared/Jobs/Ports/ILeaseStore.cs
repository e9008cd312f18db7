namespace FlowForge.Jobs;

/// <summary>Lets one replica at a time do a piece of recurring work.</summary>
public interface ILeaseStore
{
    /// <summary>Takes or renews the lease for <paramref name="owner"/>; false while another holds it.</summary>
    Task<bool> TryAcquireAsync(string name, string owner, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken = default);

    /// <summary>Gives it back; not held is no error.</summary>
    Task ReleaseAsync(string name, string owner, CancellationToken cancellationToken = default);
}
