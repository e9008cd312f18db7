namespace FlowForge.MongoGateway;

/// <summary>An error in MongoDB's words: its code, its name, and the label by which a driver decides to try again.</summary>
internal sealed class CommandException(int code, string name, string message, Exception? cause = null) : Exception(message, cause)
{
    public const int DuplicateKey = 11000;
    public const int WriteConflict = 112;
    public const int InterruptedAtShutdown = 11600;
    public const string TransientTransaction = "TransientTransactionError";
    public const string RetryableWrite = "RetryableWriteError";

    public int Code { get; } = code;

    public string Name { get; } = name;

    public string? Label { get; set; }

    /// <summary>The statement had no effect, so that the gateway itself may try it again.</summary>
    public bool NothingWritten { get; init; }

    /// <summary>The engine is away, as in mongod's restart.</summary>
    public bool EngineIsAway => Code == InterruptedAtShutdown;

    /// <summary>The connection broke without a word: whether the statement had its effect, nobody knows.</summary>
    public bool OutcomeIsUnknown => EngineIsAway && InnerException is not Npgsql.PostgresException;
}
