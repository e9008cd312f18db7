namespace FlowForge.Architecture.Tests;

/// <summary>The arrows, by what the project files say and by what the compiled code uses.</summary>
public sealed class When_projects_reference_each_other
{
    /// <summary>
    /// A job manager starts a supervisor as a program: its dll has to lie beside the host. No type of it is used, which
    /// <see cref="Should_a_service_use_no_type_of_another_service"/> checks.
    /// </summary>
    private static readonly (string From, string To)[] Allowed = [("FlowForge.JobManager", "FlowForge.Supervisor")];

    private static readonly HashSet<string> Deployables = [.. Repository.Of(ProjectKind.Service, ProjectKind.Standalone).Select(project => project.Name)];
    private static readonly HashSet<string> DeployableAssemblies = [.. Repository.Of(ProjectKind.Service, ProjectKind.Standalone).Select(project => project.AssemblyName)];

    [Fact]
    public void Should_contracts_reference_no_project_and_no_package() => Rule.HoldsFor(Repository.Of(ProjectKind.Contracts), project =>
        [.. project.References.Select(reference => $"{project} references {reference}"), .. project.Packages.Select(package => $"{project} needs {package}")]);

    [Fact]
    public void Should_contracts_use_only_the_base_library() => Rule.HoldsFor(Repository.Of(ProjectKind.Contracts), project =>
        project.Assembly.GetReferencedAssemblies().Where(used => used.Name is not ("System" or "netstandard") && used.Name?.StartsWith("System.", StringComparison.Ordinal) is false)
            .Select(used => $"{project} uses {used.Name}"));

    [Fact]
    public void Should_the_job_model_reference_the_contracts_only() => Rule.HoldsFor(Repository.Projects.Where(project => project.Name == "FlowForge.Jobs"), project =>
        [.. project.References.Where(reference => reference != "FlowForge.Contracts").Select(reference => $"{project} references {reference}"),
            .. project.Packages.Select(package => $"{project} needs {package}")]);

    [Fact]
    public void Should_a_service_reference_no_other_service() => Rule.HoldsFor(Repository.Of(ProjectKind.Service), project =>
        project.References.Where(reference => Deployables.Contains(reference) && !Allowed.Contains((project.Name, reference)))
            .Select(reference => $"{project} references {reference}"));

    /// <summary>The compiler writes down only assemblies of which a type is used, so this says more than the project file.</summary>
    [Fact]
    public void Should_a_service_use_no_type_of_another_service() => Rule.HoldsFor(Repository.Of(ProjectKind.Service), UsesDeployable);

    [Fact]
    public void Should_shared_parts_reference_no_service() => Rule.HoldsFor(Repository.Of(ProjectKind.Shared), project =>
        [.. project.References.Where(Deployables.Contains).Select(reference => $"{project} references {reference}"), .. UsesDeployable(project)]);

    /// <summary>An exception that is no longer needed must not stay and allow something else.</summary>
    [Fact]
    public void Should_each_allowed_exception_still_be_needed() => Rule.HoldsFor(Allowed, pair =>
        Repository.Projects.Single(project => project.Name == pair.From).References.Contains(pair.To) ? [] : [$"{pair.From} does not reference {pair.To} any more: take it off the list"]);

    private static IEnumerable<string> UsesDeployable(Project project) =>
        project.Assembly.GetReferencedAssemblies().Where(used => DeployableAssemblies.Contains(used.Name!)).Select(used => $"{project} uses types of {used.Name}");
}
