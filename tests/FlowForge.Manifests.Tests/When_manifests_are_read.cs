namespace FlowForge.Manifests.Tests;

public sealed class When_manifests_are_read
{
    public static TheoryData<string> Folders => [.. Manifests.Kustomizations];
    public static TheoryData<string> BuiltIn => [.. Manifests.Files.Where(manifest => !manifest.IsForeign).Select(manifest => manifest.File)];

    [Theory, MemberData(nameof(Folders))]
    public void Should_each_file_be_taken_up_by_its_folder(string folder)
    {
        var path = Path.Combine(Manifests.Folder, folder);
        var there = Directory.EnumerateFiles(path, "*.yaml").Select(file => Path.GetFileName(file)!).Where(file => file != Kustomization.FileName);

        Assert.Equal(there.Order(), Kustomization.In(path).Files.Order());
    }

    [Theory, MemberData(nameof(Folders))]
    public void Should_each_folder_that_is_built_upon_be_there(string folder)
    {
        var path = Path.Combine(Manifests.Folder, folder);

        Assert.All(Kustomization.In(path).Folders, other => Assert.True(File.Exists(Path.Combine(path, other, Kustomization.FileName)), $"{folder} builds on {other}, which has no {Kustomization.FileName}"));
    }

    [Theory, MemberData(nameof(BuiltIn))]
    public void Should_each_have_only_fields_that_a_current_API_server_knows(string file)
    {
        var manifest = new Manifest(file);

        Assert.Equal(manifest.Name, manifest.Object.Metadata.Name);
    }

    [Fact]
    public void Should_no_two_be_the_same_object() => Assert.Equal(Manifests.All.Count, Manifests.All.DistinctBy(manifest => (manifest.Kind, manifest.Namespace, manifest.Name)).Count());
}
