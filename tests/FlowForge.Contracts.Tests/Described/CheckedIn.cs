namespace FlowForge.Contracts.Tests;

/// <summary>Files of the repository that are generated from the contracts, and must say what the contracts say.</summary>
internal static class CheckedIn
{
    /// <summary>Set to 1, the files are written instead of compared.</summary>
    public const string Update = "FLOWFORGE_UPDATE_DESCRIPTIONS";

    public static string Root { get; } = FindRoot();

    public static string Read(string path) => File.Exists(Full(path)) ? File.ReadAllText(Full(path)) : "";

    public static void Check(string path, string generated)
    {
        var kept = Read(path);
        if (kept == generated) return;
        // CI compares whatever its environment says, or a stale file would pass there.
        if (Environment.GetEnvironmentVariable(Update) == "1" && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Full(path))!);
            File.WriteAllText(Full(path), generated);
            return;
        }

        Assert.Fail($"""
            {path} does not say what the contracts say; the first line that differs is {FirstDifference(kept, generated)}.
            It is generated. Bring it up to date, look at the difference and commit it:
              {Update}=1 dotnet test --project tests/FlowForge.Contracts.Tests
              git diff contracts docs
            """);
    }

    private static string FirstDifference(string kept, string generated)
    {
        var (before, after) = (kept.Split('\n'), generated.Split('\n'));
        var line = before.Zip(after).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"{line + 1}:\n  is:        {before.ElementAtOrDefault(line)}\n  should be: {after.ElementAtOrDefault(line)}";
    }

    private static string Full(string path) => Path.Combine(Root, path);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "FlowForge.Events.sln"))) return folder.FullName;
        throw new InvalidOperationException($"no folder above {AppContext.BaseDirectory} has FlowForge.Events.sln");
    }
}
