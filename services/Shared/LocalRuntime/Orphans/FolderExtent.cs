using System.Diagnostics;
using System.Globalization;
using FlowForge.Jobs;

namespace FlowForge.LocalRuntime;

/// <summary>How much a folder holds, and when anything in it was last changed.</summary>
/// <param name="ChangedAt">By the time of the last change of any entry, which no program can set back, not of its content.</param>
/// <param name="Bytes">The sizes of all files.</param>
/// <param name="Parts">How many files, folders and links there are.</param>
internal sealed record FolderExtent(DateTimeOffset ChangedAt, long Bytes, long Parts)
{
    /// <summary>find(1), for the reasons that removing has for rm(1); it follows no link. Null: there is nothing.</summary>
    /// <exception cref="IOException">Some of it could not be looked at, so nobody knows how old it is.</exception>
    public static async Task<FolderExtent?> MeasureAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        var there = paths.Where(path => Path.Exists(path) || new FileInfo(path).LinkTarget is not null).ToList();
        if (there.Count == 0) return null;
        using var find = Process.Start(new ProcessStartInfo("find", [.. there, "-printf", "%C@ %s %y\\n"]) { RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new IOException("find could not be started");
        var errors = find.StandardError.ReadToEndAsync(cancellationToken);
        var (changed, bytes, parts) = (0d, 0L, 0L);
        while (await find.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            var fields = line.Split(' ');
            changed = Math.Max(changed, double.Parse(fields[0], CultureInfo.InvariantCulture));
            if (fields[2] == "f") bytes += long.Parse(fields[1], CultureInfo.InvariantCulture);
            parts++;
        }

        await find.WaitForExitAsync(cancellationToken);
        if (find.ExitCode == 0) return new FolderExtent(DateTimeOffset.FromUnixTimeMilliseconds((long)(changed * 1_000)), bytes, parts);
        throw new IOException($"not all of it can be read: {DnsName.Printable((await errors).Split('\n')[0])}");
    }
}
