namespace FlowForge.LocalRuntime;

/// <summary>Where removed folders wait, each under its orphan's id, in the same file system: moving there and back is one step.</summary>
internal sealed class Trash(LocalLayout layout)
{
    private const string Kept = "kept";

    public void Keep(Guid orphan, string folder)
    {
        SafeRemoval.RefuseLinks(layout, folder);
        if (new DirectoryInfo(folder).LinkTarget is { } target) throw new IOException($"'{folder}' was not removed: it is a link to '{target}'");
        // Moved before, by a try that a crash cut short.
        if (!Directory.Exists(folder)) return;
        var kept = PathOf(orphan);
        if (Path.Exists(kept)) throw new InvalidOperationException($"'{folder}' was not removed: something of its name was removed before and waits in '{kept}'");
        Directory.CreateDirectory(Path.GetDirectoryName(kept)!);
        Directory.Move(folder, kept);
    }

    public void PutBack(Guid orphan, string folder)
    {
        SafeRemoval.RefuseLinks(layout, folder);
        var kept = PathOf(orphan);
        if (!Directory.Exists(kept))
        {
            if (Directory.Exists(folder)) return;
            throw new InvalidOperationException($"nothing is kept in '{kept}' any more");
        }

        if (Path.Exists(folder)) throw new InvalidOperationException($"'{folder}' is there again; move it away, then restore once more");
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        Directory.Move(kept, folder);
        Directory.Delete(layout.Trash(orphan));
    }

    public Task DiscardAsync(Guid orphan, CancellationToken cancellationToken) => SafeRemoval.RemoveAsync(layout, layout.Trash(orphan), cancellationToken);

    private string PathOf(Guid orphan) => Path.Combine(layout.Trash(orphan), Kept);
}
