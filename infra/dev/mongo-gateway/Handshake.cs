using MongoDB.Bson;

namespace FlowForge.MongoGateway;

/// <summary>What a driver asks before it trusts a server. It is told that this is a mongos, which may have transactions without being a replica set.</summary>
internal sealed class Handshake(Engine engine, TimeProvider time)
{
    /// <returns>Null where the command is none of these.</returns>
    public byte[]? Answer(Request request) => request.Name switch
    {
        "hello" or "isMaster" or "ismaster" => Hello(request),
        "buildInfo" or "buildinfo" => Reply.Ok(new BsonDocument
        {
            { "version", "7.0.0" }, { "versionArray", new BsonArray { 7, 0, 0, 0 } }, { "gitVersion", "flowforge-mongo-gateway" }, { "maxBsonObjectSize", 16777216 },
        }),
        "ping" or "endSessions" or "killSessions" or "refreshSessions" => Reply.Ok(),
        "connectionStatus" => Reply.Ok(new BsonDocument("authInfo", new BsonDocument { { "authenticatedUsers", new BsonArray() }, { "authenticatedUserRoles", new BsonArray() } })),
        _ => null,
    };

    /// <summary>
    /// While the engine is away, a driver must find no server, as with mongod's restart: only then does it wait for one to come back
    /// instead of failing the second try at once.
    /// </summary>
    public async Task<bool> MustHangUpAsync(Request request) => request.Name is "hello" or "isMaster" or "ismaster" && !await engine.IsThereAsync();

    private byte[] Hello(Request request) => Reply.Ok(new BsonDocument
    {
        { request.Name == "hello" ? "isWritablePrimary" : "ismaster", true },
        { "helloOk", true },
        { "msg", "isdbgrid" },
        { "maxBsonObjectSize", 16777216 },
        { "maxMessageSizeBytes", 48000000 },
        { "maxWriteBatchSize", 25000 },
        { "localTime", time.GetUtcNow().UtcDateTime },
        { "logicalSessionTimeoutMinutes", 30 },
        { "connectionId", request.ConnectionId },
        { "minWireVersion", 0 },
        { "maxWireVersion", 21 },
        { "readOnly", false },
    });
}
