using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using FlowForge.Configuration;

namespace FlowForge.Hooks;

/// <summary>
/// Runs a program. What the job's manager wrote (reason, names) reaches it only as environment and standard input, never as an
/// argument, so that nothing in it can be executed.
/// </summary>
internal static class CommandHook
{
    private const int TailLength = 500;
    private const int LongestVariable = 8192;

    /// <summary>A program's background children may hold its output open after it has ended; nobody waits for them.</summary>
    private static readonly TimeSpan OutputPatience = TimeSpan.FromMilliseconds(500);

    public static async Task ExecuteAsync(IReadOnlyList<string> command, HookContext context, CancellationToken cancellationToken)
    {
        using var process = Start(command, context);
        var errors = new TailOf(process.StandardError, TailLength);
        var reading = Task.WhenAll(errors.ReadAsync(), new TailOf(process.StandardOutput, TailLength).ReadAsync());
        try
        {
            await WriteInputAsync(process, HookJson.Write(context), cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        await Task.WhenAny(reading, Task.Delay(OutputPatience, CancellationToken.None));
        if (process.ExitCode != 0)
            throw new HookFailedException($"exit code {process.ExitCode}{(errors.Text is { Length: > 0 } text ? $": {text}" : "")}");
    }

    private static Process Start(IReadOnlyList<string> command, HookContext context)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Variables(context)) start.Environment[name] = Clean(value);
        try
        {
            return Process.Start(start) ?? throw new HookFailedException($"'{command[0]}' did not start");
        }
        catch (Win32Exception e)
        {
            throw new HookFailedException($"'{command[0]}' cannot be started: {e.Message}", canRetry: false);
        }
    }

    /// <summary>All are always set, empty where nothing is known, so that a script under <c>set -u</c> works.</summary>
    private static IEnumerable<(string Name, string? Value)> Variables(HookContext context) =>
    [
        ("FLOWFORGE_JOB_ID", context.JobId),
        ("FLOWFORGE_ATTEMPT", context.Attempt.ToString(CultureInfo.InvariantCulture)),
        ("FLOWFORGE_STAGE", WireNames.Of(context.Stage)),
        ("FLOWFORGE_OUTCOME", context.Outcome is { } outcome ? WireNames.Of(outcome) : null),
        ("FLOWFORGE_ORGANIZATION", context.Organization),
        ("FLOWFORGE_JOB_TYPE", context.JobType),
        ("FLOWFORGE_REASON", context.Reason),
        ("FLOWFORGE_IDEMPOTENCY_KEY", context.IdempotencyKey.ToString()),
        ("FLOWFORGE_CORRELATION_ID", context.CorrelationId),
    ];

    // A variable ends at a NUL, and the kernel refuses to start a program whose variables are too long.
    private static string Clean(string? value)
    {
        var text = (value ?? "").Replace('\0', ' ');
        return text.Length <= LongestVariable ? text : text[..LongestVariable];
    }

    private static async Task WriteInputAsync(Process process, byte[] json, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(json, cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // A program need not read its input.
        }
    }
}
