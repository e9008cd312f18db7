using System.Diagnostics;
using System.Globalization;

namespace FlowForge.Integration.Tests;

/// <summary>The operating system's own view of what a test started.</summary>
internal static class JobProcesses
{
    public static IEnumerable<(int Pid, string CommandLine)> With(string text) =>
        from folder in Directory.EnumerateDirectories("/proc")
        let pid = int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var number) ? number : 0
        where pid > 0
        let line = CommandLine(folder)
        where line.Contains(text, StringComparison.Ordinal)
        select (pid, line);

    /// <summary>Ends, by their ids, all whose command line holds one of the texts: jobs and their supervisors.</summary>
    public static async Task EndAsync(params string[] texts)
    {
        foreach (var (pid, _) in texts.SelectMany(With).ToList())
        {
            try
            {
                using var process = Process.GetProcessById(pid);
                process.Kill();
                await process.WaitForExitAsync();
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException)
            {
                // It ended by itself.
            }
        }
    }

    private static string CommandLine(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
