using System.Globalization;
using FlowForge.Jobs;

namespace FlowForge.Storage.Sqlite;

/// <summary>
/// Lets one server at a time use a folder. The operating system holds the lock for the process, so it is gone with the process,
/// also after kill -9. The file itself stays: deleting it would let two servers lock two different files of that name.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    public const string LockFile = "flowforge.lock";

    // Apart from the lock, which nobody else can read while it is held.
    public const string PidFile = "flowforge.pid";

    private const int WouldBlock = 11;
    private readonly FileStream _lock;
    private readonly string _pidPath;

    private FolderLock(FileStream held, string pidPath) => (_lock, _pidPath) = (held, pidPath);

    /// <exception cref="StorageException">The folder is missing, not writable, or in use by another server.</exception>
    public static FolderLock Take(string folder)
    {
        if (!Directory.Exists(folder))
            throw new StorageException($"The data folder '{folder}' does not exist. Create it, or set {nameof(SqliteOptions.DataFolder)} to one that exists.");
        var pidPath = Path.Combine(folder, PidFile);
        FileStream? held = null;
        try
        {
            held = new FileStream(Path.Combine(folder, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(pidPath, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new FolderLock(held, pidPath);
        }
        catch (IOException e) when (held is null && IsHeldElsewhere(e))
        {
            throw new StorageException($"The data folder '{folder}' is in use by another FlowForge server{Holder(pidPath)}. Stop that server, or give this one a folder of its own.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            held?.Dispose();
            throw new StorageException($"The data folder '{folder}' is not writable: {e.Message} Give this user write permission there, or set {nameof(SqliteOptions.DataFolder)} to another folder.", e);
        }
    }

    public void Dispose()
    {
        // While the lock is still held: afterwards the file may be the next server's.
        try { File.Delete(_pidPath); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { /* A stale pid misleads nobody: it is read only while the lock is held. */ }
        _lock.Dispose();
    }

    // EWOULDBLOCK of flock, or Windows' sharing violation.
    private static bool IsHeldElsewhere(IOException e) =>
        e.HResult == (OperatingSystem.IsWindows() ? unchecked((int)0x80070020) : WouldBlock);

    private static string Holder(string pidPath)
    {
        try
        {
            return int.TryParse(File.ReadAllText(pidPath), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? $" (process {pid})" : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
