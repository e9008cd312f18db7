namespace FlowForge.Architecture.Tests;

public sealed class When_files_are_kept
{
    private const int MostLines = 400;

    /// <summary>The package manager's, not ours.</summary>
    private const string LockFile = "packages.lock.json";

    [Fact]
    public void Should_none_of_a_service_have_more_than_400_lines() => Rule.HoldsFor(
        Repository.Files("services", "*").Where(file => Path.GetFileName(file) != LockFile),
        file => File.ReadLines(file).Count() is > MostLines and var lines ? [$"{Repository.Relative(file)} has {lines} lines: two things live there"] : []);

    [Fact]
    public void Should_each_service_have_a_readme() => Rule.HoldsFor(Repository.ServiceFolders, folder =>
        File.Exists(Path.Combine(folder, "README.md")) ? [] : [$"{Repository.Relative(folder)} has no README.md"]);
}
