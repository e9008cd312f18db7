namespace FlowForge.MongoGateway;

/// <summary>Which parameters the engine wants for a command, and what comes back.</summary>
internal enum CommandKind
{
    /// <summary>Database and command; a document.</summary>
    Document,

    /// <summary>The same, and the documents sent beside it, and the retry's id.</summary>
    Write,

    /// <summary>The same as <see cref="Document"/>, and the retry's id.</summary>
    FindAndModify,

    /// <summary>Database and command; a first page and how it goes on.</summary>
    Cursor,

    /// <summary>Database and command; a request whose end must be awaited.</summary>
    IndexBuild,
}
