using System.Diagnostics;

namespace FlowForge.JobManager;

/// <summary>Starts supervisors: a small program of its own for every attempt, which outlives this one.</summary>
internal static class SupervisorStarter
{
    private const string Dll = "FlowForge.Supervisor.dll";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Returns when it has recorded its launch (null), or has ended without one: then what it said.</summary>
    public static async Task<string?> StartAsync(string specFile, CancellationToken cancellationToken)
    {
        var dll = Path.Combine(AppContext.BaseDirectory, Dll);
        if (!File.Exists(dll)) return $"'{dll}' is missing";
        var start = new ProcessStartInfo(DotnetHost(), [dll, specFile])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        // The job gets its environment from the spec; none of the server's own may be read from its supervisor.
        start.Environment.Clear();
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
        try
        {
            using var process = Process.Start(start);
            if (process is null) return $"'{start.FileName}' did not start";
            process.StandardInput.Close();
            // A line says that the launch is recorded, an end without one that there is none. Should that take very long, the next look finds out.
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(Patience);
            if (await process.StandardOutput.ReadLineAsync(patience.Token) is not null) return null;
            var said = (await process.StandardError.ReadToEndAsync(patience.Token)).Trim();
            return said.Length > 0 ? said : null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return $"'{start.FileName}' did not start: {e.Message}";
        }
    }

    /// <summary>The one that runs this program, also where it is not in the PATH.</summary>
    private static string DotnetHost()
    {
        if (Path.GetFileName(Environment.ProcessPath) == "dotnet") return Environment.ProcessPath!;
        // <root>/shared/Microsoft.NETCore.App/<version>/System.Private.CoreLib.dll
        var host = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "../../../dotnet"));
        return File.Exists(host) ? host : "dotnet";
    }
}
