namespace FlowForge.LocalRuntime.Processes;

/// <summary>Writes how an attempt ended, wherever that is found out. The attempt's own file first: the notice may be lost, it may not.</summary>
internal static class ExitFiles
{
    /// <summary>Returns the record that counts: the first one.</summary>
    public static ExitRecord Write(string exitFile, string notice, ExitRecord record)
    {
        var counts = AtomicFile.TryCreate(exitFile, record, RecordJson.Default.ExitRecord)
            ? record
            : AtomicFile.Read(exitFile, RecordJson.Default.ExitRecord) ?? record;
        // Written beside the exit file and moved: the watcher sees a complete file appear.
        var complete = exitFile + ".notice";
        try
        {
            AtomicFile.Write(complete, counts, RecordJson.Default.ExitRecord);
            File.Move(complete, notice, overwrite: true);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Nobody watches any more, or the job was cleaned up meanwhile: the exit file has said it.
        }
        return counts;
    }
}
