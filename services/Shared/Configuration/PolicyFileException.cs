namespace FlowForge.Configuration;

/// <summary>The policy file cannot be used. It says everything that is wrong with it, not only the first thing.</summary>
public sealed class PolicyFileException : Exception
{
    public PolicyFileException(IReadOnlyList<PolicyFileError> errors, string? file = null) : base(Describe(errors, file)) => Errors = errors;

    public PolicyFileException() : this([]) { }

    public PolicyFileException(string message) : this([new PolicyFileError("file", message)]) { }

    public PolicyFileException(string message, Exception innerException) : base(message, innerException) => Errors = [new PolicyFileError("file", message)];

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<PolicyFileError> Errors { get; }

    /// <summary>For people: the reasons, without a stack trace.</summary>
    public override string ToString() => Message;

    private static string Describe(IReadOnlyList<PolicyFileError> errors, string? file)
    {
        var count = errors.Count == 1 ? "1 error" : $"{errors.Count} errors";
        return $"{file ?? "The policy file"} is refused, {count}:{string.Concat(errors.Select(e => $"{Environment.NewLine}  {e}"))}";
    }
}
