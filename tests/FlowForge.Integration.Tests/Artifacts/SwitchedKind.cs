using FlowForge.Jobs;

namespace FlowForge.Integration.Tests.Artifacts;

/// <summary>Removes by another connection than it lists and looks by, so that a test can cut that one.</summary>
internal sealed class SwitchedKind(IOwnedResources looks, IOwnedResources removes) : IOwnedResources
{
    /// <summary>Told before a removal of that job begins, and after it.</summary>
    public Action<string, bool> Cut { get; set; } = (_, _) => { };

    public string Kind => looks.Kind;
    public TimeSpan UsualMinimumAge => looks.UsualMinimumAge;
    public string? NoUndo => looks.NoUndo;

    public IAsyncEnumerable<IReadOnlyList<OwnedResource>> ListAsync(CancellationToken cancellationToken = default) => looks.ListAsync(cancellationToken);

    public Task<OwnedResource?> InspectAsync(OwnedResource resource, CancellationToken cancellationToken = default) => looks.InspectAsync(resource, cancellationToken);

    public Task<string?> PrepareUndoAsync(OwnedResource resource, CancellationToken cancellationToken = default) => looks.PrepareUndoAsync(resource, cancellationToken);

    public async Task RemoveAsync(OwnedResource resource, Guid orphan, bool keep, CancellationToken cancellationToken = default)
    {
        Cut(resource.JobId.Value, true);
        try
        {
            await removes.RemoveAsync(resource, orphan, keep, cancellationToken);
        }
        finally
        {
            Cut(resource.JobId.Value, false);
        }
    }

    public Task RestoreAsync(OwnedResource resource, Guid orphan, string? undo, CancellationToken cancellationToken = default) => removes.RestoreAsync(resource, orphan, undo, cancellationToken);

    public Task DiscardAsync(OwnedResource resource, Guid orphan, CancellationToken cancellationToken = default) => removes.DiscardAsync(resource, orphan, cancellationToken);
}
