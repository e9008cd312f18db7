using MongoDB.Bson;
using Npgsql;

namespace FlowForge.MongoGateway;

/// <summary>The commands about databases and collections, for which the engine wants other parameters than the command itself.</summary>
internal static class Catalog
{
    /// <returns>Null where the command is none of these.</returns>
    public static async Task<byte[]?> AnswerAsync(Request request, NpgsqlConnection connection)
    {
        var database = Engine.Text(request.Database);
        var collection = Engine.Text(request.Collection);
        switch (request.Name)
        {
            case "drop":
                await Engine.ScalarAsync(connection, "SELECT documentdb_api.drop_collection($1,$2)", database, collection);
                return Reply.Ok(new BsonDocument("ns", $"{request.Database}.{request.Collection}"));
            case "dropDatabase":
                await Engine.ScalarAsync(connection, "SELECT documentdb_api.drop_database($1)", database);
                return Reply.Ok(new BsonDocument("dropped", request.Database));
            case "collStats":
                return (byte[]?)await Engine.ScalarAsync(connection, "SELECT documentdb_api.coll_stats($1,$2,1)::bytea", database, collection);
            case "dbStats":
                return (byte[]?)await Engine.ScalarAsync(connection, "SELECT documentdb_api.db_stats($1,1,false)::bytea", database);
            case "collMod":
                return (byte[]?)await Engine.ScalarAsync(connection, "SELECT documentdb_api.coll_mod($1,$2,$3)::bytea", database, collection, Engine.Bytes(request.Raw));
            case "renameCollection":
                return await RenameAsync(request, connection);
            case "listDatabases":
                return await ListDatabasesAsync(connection);
            default:
                return null;
        }
    }

    private static async Task<byte[]> RenameAsync(Request request, NpgsqlConnection connection)
    {
        var (database, from) = Split(request.Document[0].AsString);
        var (_, to) = Split(request.Document["to"].AsString);
        var replaces = request.Document.GetValue("dropTarget", false).ToBoolean();
        await Engine.ScalarAsync(connection, "SELECT documentdb_api.rename_collection($1,$2,$3,$4)", Engine.Text(database), Engine.Text(from), Engine.Text(to), Engine.Truth(replaces));
        return Reply.Ok();
    }

    private static async Task<byte[]> ListDatabasesAsync(NpgsqlConnection connection)
    {
        var names = (string[]?)await Engine.ScalarAsync(connection, "SELECT COALESCE(array_agg(DISTINCT database_name), '{}') FROM documentdb_api_catalog.collections") ?? [];
        var databases = names.Select(name => new BsonDocument { { "name", name }, { "sizeOnDisk", 1L }, { "empty", false } });
        return Reply.Ok(new BsonDocument { { "databases", new BsonArray(databases) }, { "totalSize", 1L } });
    }

    private static (string Database, string Collection) Split(string space)
    {
        var dot = space.IndexOf('.', StringComparison.Ordinal);
        return (space[..dot], space[(dot + 1)..]);
    }
}
