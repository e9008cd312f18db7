using FlowForge.Testing;

namespace FlowForge.Worker.Tests;

/// <summary>Every behaviour holds in each of the shells.</summary>
internal static class Shells
{
    // Asked once for all tests: a look for a program is a process.
    private static readonly Lazy<Task> Tools = new(async () =>
    {
        await DebianTools.NeedAsync("git", "git", "--version");
        await DebianTools.NeedAsync("curl", "curl", "--version");
    });

    private static readonly Dictionary<string, Lazy<Task>> All = new()
    {
        [WorkerHome.Dash] = new(() => DebianTools.NeedAsync("dash", "dash", "-c", "true")),
        [WorkerHome.BusyBox] = new(() => DebianTools.NeedAsync("busybox", "busybox", "true")),
    };

    public static async Task<WorkerHome> HomeAsync(string shell = WorkerHome.Dash)
    {
        await Tools.Value;
        await All[shell].Value;
        return new WorkerHome(shell);
    }
}
