namespace FlowForge.Standalone;

/// <summary>Asks the operating system, not FlowForge, which processes of the demo are alive: by a tag in their command line or environment.</summary>
internal static class Survivors
{
    public static IReadOnlyList<string> Find(string tag)
    {
        var found = new List<string>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var pid) || pid == Environment.ProcessId) continue;
            if (Read(folder, "cmdline") is { Length: > 0 } command && (command.Contains(tag, StringComparison.Ordinal) || Read(folder, "environ").Contains(tag, StringComparison.Ordinal)))
                found.Add($"{pid} {command.Replace('\0', ' ').Trim()}");
        }

        return found;
    }

    private static string Read(string folder, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
