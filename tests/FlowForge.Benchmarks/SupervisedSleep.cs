using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using FlowForge.Testing;

namespace FlowForge.Benchmarks;

/// <summary>A real supervisor over a command that does nothing.</summary>
internal sealed class SupervisedSleep : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Process _supervisor;

    private SupervisedSleep(int number)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "FlowForge.Supervisor.dll"), WriteSpec(number)])
        {
            RedirectStandardOutput = true,
        };
        // As the job manager starts it.
        start.Environment.Clear();
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
        _supervisor = Process.Start(start)!;
    }

    /// <summary>Until it said that its launch is recorded.</summary>
    public TimeSpan StartTime { get; private set; }

    public static async Task<SupervisedSleep> StartAsync(int number)
    {
        var watch = Stopwatch.StartNew();
        var job = new SupervisedSleep(number);
        try
        {
            if (await job._supervisor.StandardOutput.ReadLineAsync() is null) throw new InvalidOperationException($"the supervisor of job benchmark-{number} ended without a launch");
            job.StartTime = watch.Elapsed;
            return job;
        }
        catch
        {
            await job.DisposeAsync();
            throw;
        }
    }

    /// <summary>Of the supervisor alone, in KiB, by the names of /proc/&lt;pid&gt;/smaps_rollup.</summary>
    public Dictionary<string, long> Memory() => File.ReadLines($"/proc/{_supervisor.Id}/smaps_rollup")
        .Where(line => line.EndsWith(" kB", StringComparison.Ordinal)).Select(line => line.Split(':'))
        .ToDictionary(field => field[0], field => long.Parse(field[1][..^3].Trim(), CultureInfo.InvariantCulture));

    /// <summary>Ends the job; its supervisor follows.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var pid in Children())
        {
            using var child = Process.GetProcessById(pid);
            child.Kill();
        }
        await _supervisor.WaitForExitAsync();
        _supervisor.Dispose();
        _folder.Dispose();
    }

    private IEnumerable<int> Children()
    {
        if (_supervisor.HasExited) return [];
        return [.. Directory.GetDirectories($"/proc/{_supervisor.Id}/task")
            .SelectMany(thread => File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(pid => int.Parse(pid, CultureInfo.InvariantCulture))];
    }

    private string WriteSpec(int number)
    {
        var spec = Path.Combine(_folder.Path, "spec.json");
        File.WriteAllText(spec, JsonSerializer.Serialize(new
        {
            jobId = $"benchmark-{number}",
            attempt = 1,
            command = new[] { "sleep", "600" },
            environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" },
            workingFolder = _folder.Path,
            standardOutput = Path.Combine(_folder.Path, "stdout.log"),
            standardError = Path.Combine(_folder.Path, "stderr.log"),
            token = $"benchmark{number}",
            launchFile = Path.Combine(_folder.Path, "launch.json"),
            exitFile = Path.Combine(_folder.Path, "exit.json"),
            exitNotice = Path.Combine(_folder.Path, "notice.json"),
            terminationFile = Path.Combine(_folder.Path, "termination.json"),
        }));
        return spec;
    }
}
