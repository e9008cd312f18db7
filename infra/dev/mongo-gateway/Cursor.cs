using Npgsql;

namespace FlowForge.MongoGateway;

/// <summary>An open cursor: where it goes on, and the connection that it is tied to, if the engine said so.</summary>
/// <param name="Continuation">The engine's own word for the place.</param>
/// <param name="Connection">Null where any connection will do.</param>
/// <param name="IsOwner">The connection serves this cursor alone and goes with it; a transaction's does not.</param>
/// <param name="Used">When it was last asked.</param>
internal sealed record Cursor(byte[] Continuation, NpgsqlConnection? Connection, bool IsOwner, long Used);
