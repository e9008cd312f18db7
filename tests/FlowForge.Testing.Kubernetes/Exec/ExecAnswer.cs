namespace FlowForge.Testing.Kubernetes.Exec;

/// <summary>What a command did.</summary>
public sealed record ExecAnswer
{
    public static readonly ExecAnswer Success = new();

    /// <summary>As where an image has no shell: the runtime cannot start the command.</summary>
    public static readonly ExecAnswer NoShell = new() { Failure = "error executing command in container: failed to exec in container: exec: \"sh\": executable file not found in $PATH: unknown" };

    public int ExitCode { get; init; }

    public string StandardOutput { get; init; } = "";

    public string StandardError { get; init; } = "";

    /// <summary>Why the command was not executed at all.</summary>
    public string? Failure { get; init; }

    public static ExecAnswer Exit(int code) => new() { ExitCode = code };
}
