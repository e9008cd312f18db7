namespace FlowForge.Architecture.Tests;

/// <summary>The source tree that these tests were built from.</summary>
internal static class Repository
{
    private static readonly string[] Built = ["bin", "obj", "node_modules"];

    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<Project> Projects { get; } = [.. Files(".", "*.csproj").Select(file => new Project(file))];

    public static IEnumerable<Project> Of(params ProjectKind[] kinds) => Projects.Where(project => kinds.Contains(project.Kind));

    /// <summary>The folders of services/ but Shared, which holds no service.</summary>
    public static IEnumerable<string> ServiceFolders =>
        Directory.GetDirectories(Path.Combine(Root, "services")).Where(folder => Path.GetFileName(folder) != "Shared" && Files(Relative(folder), "*.csproj").Any());

    /// <summary>Full paths of the files below a folder, without what a build leaves there.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Select(Path.GetFullPath).Where(file => !Relative(file).Split('/').Any(part => Built.Contains(part) || part is ['.', _, ..]));

    /// <summary>With forward slashes.</summary>
    public static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "FlowForge.Events.sln"))) return folder.FullName;
        throw new InvalidOperationException($"no folder above {AppContext.BaseDirectory} has FlowForge.Events.sln");
    }
}
