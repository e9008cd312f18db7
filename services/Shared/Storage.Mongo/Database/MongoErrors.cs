using FlowForge.Jobs;
using MongoDB.Bson;
using MongoDB.Driver;

namespace FlowForge.Storage.Mongo;

/// <summary>
/// The driver's exceptions, in words that say what to do, and whether the same work may succeed later. The default is that it may: then
/// nothing is lost, only tried again. https://www.mongodb.com/docs/manual/reference/error-codes/
/// </summary>
internal static class MongoErrors
{
    public const int IndexNotFound = 27;
    public const int DuplicateKey = 11000;

    /// <summary>The server refused the content: it will do so again.</summary>
    private static readonly HashSet<int> Refusals =
    [
        2,     // BadValue
        9,     // FailedToParse
        14,    // TypeMismatch
        22,    // InvalidBSON
        28,    // PathNotViable
        40,    // ConflictingUpdateOperators
        52,    // DollarPrefixedFieldName
        54,    // NotSingleValueField
        56,    // EmptyFieldName
        57,    // DottedFieldName
        66,    // ImmutableField
        85,    // IndexOptionsConflict
        86,    // IndexKeySpecsConflict
        121,   // DocumentValidationFailure
        168,   // InvalidPipelineOperator
        10334, // BSONObjectTooLarge
        17280, // KeyTooLong
        17419, // the document would grow beyond 16 MiB
        17420, // the document would grow beyond 16 MiB
        DuplicateKey,
    ];

    private static readonly HashSet<int> Unauthorized = [13, 18];

    public static bool IsOurs(Exception e) => e is MongoException or TimeoutException or BsonException or FormatException or IOException or System.Net.Sockets.SocketException;

    public static StorageException TooSlow(OperationCanceledException e, string where, TimeSpan timeout) => new(
        $"{where} did not answer within {timeout}. Check its load and the network; what was not acknowledged is tried again.", e);

    public static StorageException Explain(Exception e, string where, string? lastSeen) => e switch
    {
        MongoAuthenticationException => new($"{where} refused the user or password: {e.Message} Check {nameof(MongoOptions.ConnectionString)} and the database's users.", e),
        TimeoutException or MongoConnectionException or MongoConnectionPoolPausedException or IOException or System.Net.Sockets.SocketException =>
            new($"{where} cannot be reached: {lastSeen ?? Deepest(e)} Check that it runs, that it has a primary, and that the address is right; what was not acknowledged is tried again.", e),
        // The driver itself refuses what is larger than a document may be.
        FormatException or BsonException => new($"{where} cannot take a document: {e.Message}", e) { MayPass = false },
        _ => Answered(e, where),
    };

    /// <summary>Whether nothing failed but the writing of ids that are there already.</summary>
    public static bool IsOnlyDuplicates(MongoBulkWriteException<BsonDocument> e) =>
        e.WriteConcernError is null && e.WriteErrors.All(error => error.Code == DuplicateKey);

    private static StorageException Answered(Exception e, string where)
    {
        var codes = Codes(e);
        if (codes.Any(Unauthorized.Contains))
            return new StorageException($"{where} does not let this user do that: {e.Message} Give the user readWrite on the database.", e);
        var refused = codes.Any(Refusals.Contains);
        return new StorageException(refused ? $"{where} refused an operation: {e.Message}" : $"{where} cannot do its work now: {e.Message} What was not acknowledged is tried again.", e) { MayPass = !refused };
    }

    private static int[] Codes(Exception e) => e switch
    {
        MongoBulkWriteException<BsonDocument> bulk => [.. bulk.WriteErrors.Select(error => error.Code)],
        MongoWriteException { WriteError: { } error } => [error.Code],
        MongoCommandException command => [command.Code],
        _ => [],
    };

    private static string Deepest(Exception e)
    {
        while (e.InnerException is { } inner) e = inner;
        return e.Message;
    }
}
