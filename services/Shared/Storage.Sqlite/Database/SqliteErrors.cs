using FlowForge.Jobs;
using Microsoft.Data.Sqlite;

namespace FlowForge.Storage.Sqlite;

/// <summary>SQLite's result codes, in words that say what to do. https://www.sqlite.org/rescode.html</summary>
internal static class SqliteErrors
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    public static StorageException Explain(SqliteException e, string path) => new(e.SqliteErrorCode switch
    {
        Busy or Locked => $"'{path}' is locked by another program: {e.Message} Close what else has it open (a backup, a database browser).",
        ReadOnly => $"'{path}' is read-only: {e.Message} Give this user write permission on the file and its folder.",
        InputOutput => $"The disk failed under '{path}': {e.Message} Check the disk and the system's log.",
        Corrupt or NotADatabase => $"'{path}' is damaged or is no FlowForge database: {e.Message} Move it away and restore a backup, or start without it: running jobs are registered again by their next events.",
        Full => $"The disk of '{path}' is full: {e.Message} Free space; what was not acknowledged is delivered again.",
        CannotOpen => $"'{path}' cannot be opened: {e.Message} Check that its folder exists and that this user may write there.",
        _ => $"'{path}' refused an operation: {e.Message}",
    }, e)
    {
        // What SQLite refused for its content (a constraint, a size) it refuses again.
        MayPass = e.SqliteErrorCode is Busy or Locked or ReadOnly or InputOutput or Corrupt or Full or CannotOpen or NotADatabase,
    };
}
