namespace FlowForge.Storage.Sqlite;

/// <summary>How the attempt of an event stands to the attempt in the row.</summary>
internal enum AttemptStanding
{
    /// <summary>The row is this attempt's.</summary>
    Current,

    /// <summary>It is not announced yet and another attempt has the row: the event waits.</summary>
    Early,

    /// <summary>A newer attempt is under way: the event changes nothing.</summary>
    Stale,
}
