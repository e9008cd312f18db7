using System.Diagnostics;
using System.Text;

namespace FlowForge.Integration.Tests;

/// <summary>A program that ran to its end.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Errors)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>The flowforge command.</summary>
    public static Task<ToolRun> FlowForgeAsync(params string[] arguments) => FlowForgeAsync(new Dictionary<string, string>(), arguments);

    public static Task<ToolRun> FlowForgeAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments) => FlowForgeAsync(environment, arguments, _ => { });

    /// <summary>The flowforge command; what it says on standard error is also told line by line, while it runs.</summary>
    public static Task<ToolRun> FlowForgeAsync(IReadOnlyDictionary<string, string> environment, string[] arguments, Action<string> says) =>
        // Its debugger pipes would stay behind in the temporary folder when it is killed.
        RunAsync("dotnet", new Dictionary<string, string>(environment) { ["DOTNET_EnableDiagnostics"] = "0" }, [Path.Combine(AppContext.BaseDirectory, "flowforge.dll"), .. arguments], says);

    public static Task<ToolRun> RunAsync(string program, IReadOnlyDictionary<string, string> environment, params string[] arguments) => RunAsync(program, environment, arguments, _ => { });

    private static async Task<ToolRun> RunAsync(string program, IReadOnlyDictionary<string, string> environment, string[] arguments, Action<string> says)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (key, value) in environment) start.Environment[key] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), ReadAsync(process.StandardError, says));
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

    private static async Task<string> ReadAsync(StreamReader reader, Action<string> says)
    {
        var all = new StringBuilder();
        while (await reader.ReadLineAsync() is { } line)
        {
            all.AppendLine(line);
            says(line);
        }

        return all.ToString();
    }
}
