namespace FlowForge.Jobs;

/// <summary>An event says something that cannot be acted on. Retrying it cannot help.</summary>
public sealed class InvalidEventException : Exception
{
    public InvalidEventException(string field, string problem) : base($"{field} {problem}") => (Field, Problem) = (field, problem);

    public InvalidEventException() : this("event", "is invalid") { }

    public InvalidEventException(string message) : this("event", message) { }

    public InvalidEventException(string message, Exception inner) : base(message, inner) => (Field, Problem) = ("event", message);

    /// <summary>The field, in the spelling of the JSON form.</summary>
    public string Field { get; }

    /// <summary>What is wrong with it.</summary>
    public string Problem { get; }
}
