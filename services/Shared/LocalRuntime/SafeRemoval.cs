using System.Diagnostics;
using FlowForge.Jobs;

namespace FlowForge.LocalRuntime;

/// <summary>Removes a file or a folder with all that is in it, and nothing that a link in it points to.</summary>
internal static class SafeRemoval
{
    /// <exception cref="IOException">Something is left; the message names it and the reason.</exception>
    public static async Task RemoveAsync(LocalLayout layout, string path, CancellationToken cancellationToken)
    {
        RefuseLinks(layout, path);
        if (!Exists(path)) return;
        var problem = await RemoveTreeAsync(path, cancellationToken);
        if (!Exists(path)) return;
        // A folder without the write bit keeps what is in it.
        MakeWritable(path);
        problem = await RemoveTreeAsync(path, cancellationToken) ?? problem;
        if (Exists(path)) throw new IOException($"'{path}' could not be removed: {problem ?? "something recreates it"}");
    }

    /// <summary>The job may have replaced a folder above the one to remove by a link to somewhere else.</summary>
    /// <exception cref="IOException">It lies elsewhere, or behind a link.</exception>
    public static void RefuseLinks(LocalLayout layout, string path)
    {
        if (!path.StartsWith(layout.Root + "/", StringComparison.Ordinal)) throw new IOException($"'{path}' is not inside '{layout.Root}'; it was not removed");
        for (var parent = Path.GetDirectoryName(path); parent != layout.Root; parent = Path.GetDirectoryName(parent)!)
            if (new DirectoryInfo(parent!).LinkTarget is { } target)
                throw new IOException($"'{path}' was not removed: '{parent}' is a link to '{DnsName.Printable(target)}'");
    }

    private static bool Exists(string path) => Path.Exists(path) || new FileInfo(path).LinkTarget is not null;

    /// <summary>rm(1), because .NET cannot name files whose names are no UTF-8, nor trees deeper than the longest path; a job can make both.</summary>
    private static async Task<string?> RemoveTreeAsync(string path, CancellationToken cancellationToken)
    {
        using var rm = Process.Start(new ProcessStartInfo("rm", ["-rf", "--", path]) { RedirectStandardError = true })
            ?? throw new IOException("rm could not be started");
        var error = await rm.StandardError.ReadToEndAsync(cancellationToken);
        await rm.WaitForExitAsync(cancellationToken);
        return rm.ExitCode == 0 ? null : string.Join("; ", error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Take(3));
    }

    private static void MakeWritable(string path)
    {
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        var open = new Stack<DirectoryInfo>([new DirectoryInfo(path)]);
        while (open.TryPop(out var folder))
        {
            if (!folder.Exists || folder.LinkTarget is not null) continue;
            try
            {
                folder.UnixFileMode |= Owner;
                foreach (var child in folder.EnumerateDirectories()) open.Push(child);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // What stays shut is named by the removal that follows.
            }
        }
    }
}
