using System.ComponentModel;

namespace FlowForge.Integration.Tests;

/// <summary>What a test needs beside the servers, installed from Debian where that may be done.</summary>
internal static class DebianTools
{
    private static readonly Dictionary<string, string> Quiet = new() { ["DEBIAN_FRONTEND"] = "noninteractive" };
    private static readonly SemaphoreSlim One = new(1, 1);

    /// <summary>Skips the test with the reason where the package is missing and cannot be had.</summary>
    public static async Task NeedAsync(string package, string probe, params string[] arguments)
    {
        // Two package managers at once would refuse each other.
        await One.WaitAsync();
        try
        {
            if (await IsThereAsync(probe, arguments)) return;
            if (!Environment.IsPrivilegedProcess || !await IsThereAsync("apt-get", "--version"))
                Missing.Skip($"{package} is not installed, and only root can install it with apt-get");
            await ToolRun.RunAsync("apt-get", Quiet, "update", "-qq");
            var install = await ToolRun.RunAsync("apt-get", Quiet, "install", "-y", "-qq", "--no-install-recommends", package);
            if (!await IsThereAsync(probe, arguments)) Missing.Skip($"{package} could not be installed: {install.Errors.Trim()}");
        }
        finally
        {
            One.Release();
        }
    }

    private static async Task<bool> IsThereAsync(string program, params string[] arguments)
    {
        try
        {
            return (await ToolRun.RunAsync(program, Quiet, arguments)).ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
