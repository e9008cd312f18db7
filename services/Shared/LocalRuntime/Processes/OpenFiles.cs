using System.Globalization;

namespace FlowForge.LocalRuntime.Processes;

/// <summary>What this process has open besides standard input, output and error. Linux only.</summary>
internal static class OpenFiles
{
    private const int First = 3;

    /// <summary>Whatever the server had open stays out of the job.</summary>
    public static void KeepFromChildren()
    {
        // Refused by a kernel before 5.11 (ENOSYS, EINVAL) and by the seccomp filter of an old container engine (EPERM).
        if (!TryAtOnce()) OneByOne();
    }

    public static bool TryAtOnce() => Libc.TryCloseOnExecFrom(First);

    /// <summary>Needs only what every kernel has. What .NET opens meanwhile it opens close-on-exec itself.</summary>
    public static void OneByOne()
    {
        foreach (var path in Directory.EnumerateFileSystemEntries("/proc/self/fd"))
            if (int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture) is >= First and var fd)
                Libc.SetCloseOnExec(fd);
    }
}
