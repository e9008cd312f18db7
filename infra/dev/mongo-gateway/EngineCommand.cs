namespace FlowForge.MongoGateway;

/// <summary>A command that the engine answers by itself, and the SQL to call it by.</summary>
internal sealed record EngineCommand(CommandKind Kind, string Sql)
{
    public static IReadOnlyDictionary<string, EngineCommand> All { get; } = new Dictionary<string, EngineCommand>
    {
        ["insert"] = Write("insert"),
        ["update"] = Write("update"),
        ["delete"] = Write("delete"),
        ["findAndModify"] = new(CommandKind.FindAndModify, "SELECT p_result::bytea FROM documentdb_api.find_and_modify($1,$2,$3)"),
        ["find"] = Cursor("find_cursor_first_page"),
        ["aggregate"] = Cursor("aggregate_cursor_first_page"),
        ["listCollections"] = Cursor("list_collections_cursor_first_page"),
        ["listIndexes"] = Cursor("list_indexes_cursor_first_page"),
        ["count"] = new(CommandKind.Document, "SELECT document::bytea FROM documentdb_api.count_query($1,$2)"),
        ["distinct"] = new(CommandKind.Document, "SELECT document::bytea FROM documentdb_api.distinct_query($1,$2)"),
        ["create"] = new(CommandKind.Document, "SELECT documentdb_api.create_collection_view($1,$2)::bytea"),
        ["createIndexes"] = new(CommandKind.IndexBuild, "SELECT retval::bytea, requests::bytea, ok FROM documentdb_api.create_indexes_background($1,$2)"),
        ["dropIndexes"] = new(CommandKind.Document, "CALL documentdb_api.drop_indexes($1,$2)"),
        ["validate"] = new(CommandKind.Document, "SELECT documentdb_api.validate($1,$2)::bytea"),
    };

    private static EngineCommand Write(string function) => new(CommandKind.Write, $"SELECT p_result::bytea FROM documentdb_api.{function}($1,$2,$3,$4)");

    private static EngineCommand Cursor(string function) =>
        new(CommandKind.Cursor, $"SELECT cursorPage::bytea, continuation::bytea, persistConnection, cursorId FROM documentdb_api.{function}($1,$2)");
}
