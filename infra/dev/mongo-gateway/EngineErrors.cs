using Npgsql;

namespace FlowForge.MongoGateway;

/// <summary>Translates the engine's errors into MongoDB's.</summary>
internal static class EngineErrors
{
    /// <summary>DocumentDB's own SQLSTATEs that this project can meet.</summary>
    private static readonly Dictionary<string, (int Code, string Name)> Known = new()
    {
        ["M0001"] = (2, "BadValue"),
        ["M0008"] = (26, "NamespaceNotFound"),
        ["M0009"] = (27, "IndexNotFound"),
        ["M000A"] = (28, "PathNotViable"),
        ["M000D"] = (40, "ConflictingUpdateOperators"),
        ["M000E"] = (43, "CursorNotFound"),
        ["M000F"] = (48, "NamespaceExists"),
        ["M000M"] = (66, "ImmutableField"),
        ["M000R"] = (85, "IndexOptionsConflict"),
        ["M000S"] = (86, "IndexKeySpecsConflict"),
        ["M001C"] = (CommandException.DuplicateKey, "DuplicateKey"),
        ["M003B"] = (10334, "BSONObjectTooLarge"),
        ["M00CO"] = (121, "DocumentValidationFailure"),
    };

    public static CommandException Of(Exception error) => error switch
    {
        CommandException known => known,
        PostgresException spoken => Of(spoken.SqlState, spoken.MessageText, spoken),
        // A connection that breaks or is refused says nothing: its server is gone.
        NpgsqlException or IOException => new CommandException(CommandException.InterruptedAtShutdown, "InterruptedAtShutdown", $"the engine is away: {error.Message}", error),
        _ => new CommandException(1, "InternalError", error.Message, error),
    };

    public static CommandException Of(string state, string message, Exception? cause = null)
    {
        var (code, name) = Known.TryGetValue(state, out var known) ? known : state switch
        {
            "23505" or "23P01" => (CommandException.DuplicateKey, "DuplicateKey"),
            "40001" or "40P01" or "55P03" or "25P02" => (CommandException.WriteConflict, "WriteConflict"),
            "42P01" => (26, "NamespaceNotFound"),
            "57014" => (50, "MaxTimeMSExpired"),
            "0A000" => (115, "CommandNotSupported"),
            "22P02" or "22023" => (2, "BadValue"),
            // Shutting down, crashed, starting up: each of them rolled the statement back.
            "57P01" or "57P02" or "57P03" => (CommandException.InterruptedAtShutdown, "InterruptedAtShutdown"),
            _ => (1, "InternalError"),
        };
        return new CommandException(code, name, code == 1 ? $"[{state}] {message}" : state is "23505" or "23P01" ? $"E11000 duplicate key error: {message}" : message, cause);
    }

    /// <summary>The engine packs a SQLSTATE into a number where it reports errors inside a reply: six bits for each of its five characters.</summary>
    public static string State(int packed) => string.Create(5, packed, static (text, number) =>
    {
        for (var i = 0; i < text.Length; i++) text[i] = (char)(((number >> (6 * i)) & 0x3F) + '0');
    });
}
