namespace FlowForge.Architecture.Tests;

public sealed class When_a_project_needs_a_package
{
    private static readonly string[] Versions = ["Version", "VersionOverride"];

    [Fact]
    public void Should_leave_its_version_to_the_central_list() => Rule.HoldsFor(
        Repository.Projects.SelectMany(project => project.Packages.Select(package => (project, package))),
        pair => Versions.Where(name => pair.package.Attribute(name) is not null || pair.package.Element(name) is not null)
            .Select(name => $"{Repository.Relative(pair.project.File)} gives {pair.package.Attribute("Include")!.Value} a {name}"));
}
