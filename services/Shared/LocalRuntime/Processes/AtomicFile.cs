using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace FlowForge.LocalRuntime.Processes;

/// <summary>Files that are there complete or not at all, also after a power failure. Readable by their owner only.</summary>
internal static class AtomicFile
{
    private static int _counter;

    /// <summary>Replaces.</summary>
    public static void Write<T>(string path, T value, JsonTypeInfo<T> type)
    {
        var temp = WriteTemp(path, value, type);
        File.Move(temp, path, overwrite: true);
        Libc.SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>False: something has that name already, and stays.</summary>
    public static bool TryCreate<T>(string path, T value, JsonTypeInfo<T> type)
    {
        var temp = WriteTemp(path, value, type);
        try
        {
            // rename(2) would replace; link(2) refuses, so of two writers one wins.
            if (!Libc.TryLink(temp, path)) return false;
        }
        finally
        {
            File.Delete(temp);
        }
        Libc.SyncFolder(Path.GetDirectoryName(path)!);
        return true;
    }

    /// <summary>Null: no such file.</summary>
    public static T? Read<T>(string path, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), type);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException e)
        {
            throw new IOException($"'{path}' is damaged: {e.Message}", e);
        }
    }

    private static string WriteTemp<T>(string path, T value, JsonTypeInfo<T> type)
    {
        var temp = Path.Combine(Path.GetDirectoryName(path)!, FormattableString.Invariant($".tmp-{Environment.ProcessId}-{Interlocked.Increment(ref _counter)}"));
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        using var file = new FileStream(temp, options);
        JsonSerializer.Serialize(file, value, type);
        file.Flush(flushToDisk: true);
        return temp;
    }
}
