using System.Runtime.InteropServices;

namespace FlowForge.Benchmarks;

/// <summary>What the figures were measured on; without it they say nothing.</summary>
internal static class Machine
{
    public static void Describe()
    {
        Console.WriteLine($"{Environment.ProcessorCount} cores, {RuntimeInformation.ProcessArchitecture}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}");
        Console.WriteLine($"GC: {(System.Runtime.GCSettings.IsServerGC ? "server" : "workstation")}, build: {Build}");
    }

    /// <summary>The load average of one minute: much above what the benchmark itself uses means that others were running.</summary>
    public static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

#if DEBUG
    private const string Build = "Debug (measure with -c Release)";
#else
    private const string Build = "Release";
#endif
}
