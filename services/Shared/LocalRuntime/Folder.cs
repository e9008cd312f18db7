namespace FlowForge.LocalRuntime;

/// <summary>Folders that somebody else may be removing in this moment.</summary>
internal static class Folder
{
    /// <summary>Full paths of what is in it. Nothing where there is no such folder, or not any more.</summary>
    public static IReadOnlyList<string> Entries(string folder, string pattern = "*")
    {
        try
        {
            return Directory.GetFileSystemEntries(folder, pattern);
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    public static void RemoveIfEmpty(string folder)
    {
        if (Entries(folder).Count > 0) return;
        try
        {
            Directory.Delete(folder);
        }
        catch (IOException)
        {
            // It went meanwhile; or something came in between, and then it is in use.
        }
    }
}
