using System.Diagnostics;

namespace FlowForge.Integration.Tests;

/// <summary>A program that ran to its end.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Errors)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>The flowforge command.</summary>
    public static Task<ToolRun> FlowForgeAsync(params string[] arguments) => FlowForgeAsync(new Dictionary<string, string>(), arguments);

    public static Task<ToolRun> FlowForgeAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        // Its debugger pipes would stay behind in the temporary folder when it is killed.
        RunAsync("dotnet", new Dictionary<string, string>(environment) { ["DOTNET_EnableDiagnostics"] = "0" }, [Path.Combine(AppContext.BaseDirectory, "flowforge.dll"), .. arguments]);

    public static async Task<ToolRun> RunAsync(string program, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (key, value) in environment) start.Environment[key] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} did not end within {Patience}");
        }

        return new ToolRun(process.ExitCode, await output, await errors);
    }
}
